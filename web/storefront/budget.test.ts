/** What a first visit loads of JavaScript, packed as the CDN packs it. It reads what `make web` has built. */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

/** The most that a page may load before anything is done on it, in bytes. */
const MOST = 15 * 1024;

const file = (name: string) => readFileSync(new URL(`dist/${name}`, import.meta.url));

/** A script and all that it cannot do without; what it loads later, it asks for by `import(…)`. */
function withImports(name: string, all = new Set<string>()): Set<string> {
  if (all.has(name)) return all;
  all.add(name);
  for (const [, other = ""] of file(name)
    .toString()
    .matchAll(/\b(?:from|import)"\.\/([\w-]+\.js)"/g))
    withImports(other, all);
  return all;
}

describe("the scripts of a first visit", () => {
  it.each(["product", "cart", "checkout", "done", "back", "track", "links"])("are few on %s", (page) => {
    const scripts = [...new Set([...withImports("shop.js"), ...withImports(`${page}.js`)])];
    const packed = scripts.map((name) => gzipSync(file(name), { level: 6 }).length);
    expect(packed.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MOST);
    expect(scripts).not.toContain("viewer.js");
  });
});
