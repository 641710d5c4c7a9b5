// Asks Lighthouse what it thinks of a page on a phone: node lighthouse.mjs FOLDER PAGE
// Serves the folder as hosts do, compressed, and prints the four scores; the exit
// status is 1 where one is below its bar. CHROME_PATH names the browser.
import { execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { gzipSync } from "node:zlib";

const version = "12.8.2"; // the newest that Node 20 runs
const bars = { performance: 98, accessibility: 100, "best-practices": 100, seo: 100 };
const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml",
  ".jpg": "image/jpeg", ".webp": "image/webp", ".png": "image/png", ".txt": "text/plain", ".xml": "text/xml" };

function serve(folder) {
  return createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://site").pathname));
    let body;
    try {
      body = readFileSync(join(folder, path));
    } catch {
      response.writeHead(404).end();
      return;
    }
    const type = types[extname(path)] ?? "application/octet-stream";
    const head = { "Content-Type": type, "Cache-Control": "max-age=31536000" };
    if (/text|svg/.test(type)) {
      head["Content-Type"] += "; charset=utf-8";
      head["Content-Encoding"] = "gzip";
      body = gzipSync(body);
    }
    response.writeHead(200, head).end(body);
  });
}

function judge(url) {
  const report = JSON.parse(execFileSync("npm", ["exec", "--yes", `--package=lighthouse@${version}`, "--", "lighthouse", url,
    "--quiet", "--output=json", "--chrome-flags=--headless --no-sandbox"], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "inherit"] }));
  let low = false;
  for (const [name, bar] of Object.entries(bars)) {
    const score = Math.round(report.categories[name].score * 100);
    console.log(`${name} ${score}` + (score < bar ? `, and the bar is ${bar}` : ""));
    low ||= score < bar;
    if (score === 100) continue;
    for (const { id, weight } of report.categories[name].auditRefs) {
      const audit = report.audits[id];
      if (weight > 0 && audit.score !== null && audit.score < 1) console.log(`  ${audit.title}: ${audit.displayValue ?? audit.score}`);
    }
  }
  return low;
}

if (isMainThread) {
  // The server needs a thread of its own, since this one waits.
  const [folder, page] = process.argv.slice(2);
  const worker = new Worker(new URL(import.meta.url), { workerData: folder });
  worker.once("message", (port) => {
    process.exitCode = judge(`http://127.0.0.1:${port}/${page}`) ? 1 : 0;
    worker.terminate();
  });
} else {
  const server = serve(workerData);
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));
}
