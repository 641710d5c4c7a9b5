// Draws the pictures of the site, see README.md: CHROMIUM=<path of Chromium> node draw.mjs [post…]
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { begin, defs, grain, vig } from './kit.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const AREA = 1.12e6, LONG = 1440, LIMIT = 75e3; // pixels in all and on the long side, and bytes

// Scenes are { 'year/post/number': [width, height, draw] }, named after their place under
// content/posts, or under content for what is not a post; every file of scenes/ has some.
const scenes = {};
for (const file of fs.readdirSync(path.join(here, 'scenes')).sort()) {
  for (const [name, scene] of Object.entries((await import(`./scenes/${file}`)).default)) {
    if (scenes[name]) throw new Error(`${name} is drawn twice`);
    scenes[name] = scene;
  }
}
const wanted = process.argv.slice(2);
const names = Object.keys(scenes).filter(name => !wanted.length || wanted.some(w => name.includes(w)));
if (!names.length) throw new Error(`no picture is called ${wanted}; there are ${Object.keys(scenes).join(', ')}`);

// A Chromium without a window, spoken to over a pipe.
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'draw-'));
const chromium = spawn(process.env.CHROMIUM || 'chromium',
  ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe', '--user-data-dir=' + profile],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
let last = 0, rest = '';
const waiting = new Map();
chromium.stdio[4].setEncoding('utf8').on('data', data => {
  const messages = (rest + data).split('\0');
  rest = messages.pop();
  for (const { id, result, error } of messages.map(m => JSON.parse(m))) {
    const { resolve, reject } = waiting.get(id) || {};
    if (resolve) { waiting.delete(id); error ? reject(new Error(error.message)) : resolve(result); }
  }
});
const ask = (method, params = {}, sessionId) => new Promise((resolve, reject) => {
  waiting.set(++last, { resolve, reject });
  chromium.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId }) + '\0');
});

const { targetId } = await ask('Target.createTarget', { url: 'about:blank' });
const { sessionId } = await ask('Target.attachToTarget', { targetId, flatten: true });
const page = (method, params) => ask(method, params, sessionId);
const { frameTree } = await page('Page.getFrameTree');

// painted waits, in the page, until its letters are there and two frames were drawn.
const painted = `document.fonts.ready.then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done()))))`;

// encode runs in the page: a PNG as the finest JPEG that is small enough.
async function encode(png, limit) {
  const image = new Image();
  image.src = 'data:image/png;base64,' + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d').drawImage(image, 0, 0);
  for (let quality = 76; ; quality -= 6) {
    const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 });
    if (blob.size > limit && quality > 34) continue;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return { quality, jpeg: btoa(Array.from(bytes, b => String.fromCharCode(b)).join('')) };
  }
}

for (const name of names) {
  const [w, h, scene, o = {}] = scenes[name];
  begin();
  const drawn = scene(w, h) + vig(w, h, o.vig ?? .16) + grain(w, h, o.grain ?? .26);
  await page('Emulation.setDeviceMetricsOverride', { width: w, height: h, deviceScaleFactor: Math.min(Math.sqrt(AREA / w / h), LONG / Math.max(w, h)), mobile: false });
  await page('Page.setDocumentContent', { frameId: frameTree.frame.id, html: `<!doctype html><body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" style="display:block;isolation:isolate"><defs>${defs()}</defs>${drawn}</svg>` });
  await page('Runtime.evaluate', { expression: painted, awaitPromise: true });
  const { data } = await page('Page.captureScreenshot', { format: 'png', optimizeForSpeed: true });
  const { result } = await page('Runtime.evaluate', { expression: `(${encode})('${data}', ${LIMIT})`, awaitPromise: true, returnByValue: true });
  const jpeg = Buffer.from(result.value.jpeg, 'base64');
  const file = path.join(here, '..', /^\d/.test(name) ? 'posts' : '', name + '.jpg');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, jpeg);
  console.log(name, w, h, jpeg.length, result.value.quality);
}
ask('Browser.close');
chromium.on('exit', () => fs.rmSync(profile, { recursive: true, force: true }));
