// length counts a text the way a platform does; -1 for what it cannot count.
// Xiaohongshu counts a Han character as one and two letters as one.
export function length(text: string, how: string): number {
  const characters = [...text];
  switch (how) {
    case "characters":
      return characters.length;
    case "xhs-units":
      return Math.ceil(characters.reduce((sum, c) => sum + (c.charCodeAt(0) < 0x80 ? 0.5 : 1), 0));
    case "words":
      return text.split(/\s+/).filter(Boolean).length;
  }
  return -1;
}
