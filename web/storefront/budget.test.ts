/** Compressed JavaScript size of a first visit. Reads the output of `make web`. */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

/** The budget of a page in bytes, before any interaction. */
const MOST = 15 * 1024;

const file = (name: string) => readFileSync(new URL(`dist/${name}`, import.meta.url));

/** Collects a script and its static imports; dynamic imports load later and do not count. */
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
  it.each(["product", "cart", "checkout", "done", "back", "track", "links"])(
    "are within the budget on %s",
    (page) => {
      const scripts = [...new Set([...withImports("shop.js"), ...withImports(`${page}.js`)])];
      const packed = scripts.map((name) => gzipSync(file(name), { level: 6 }).length);
      expect(packed.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(MOST);
      expect(scripts).not.toContain("viewer.js");
      for (const name of scripts) expect(file(name).toString()).toMatch(/^\/\*! Licences: /);
    },
  );
});
