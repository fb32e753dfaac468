import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { licences } from "./licences.ts";

const { resolve } = createRequire(import.meta.url);

/** Bundles these modules, and returns the licences and the script. */
function bundled(...moduleIds: string[]) {
  const chunk = { type: "chunk", moduleIds, code: "run();" };
  const emitted: { fileName: string; source: string }[] = [];
  const { generateBundle } = licences("assets/licences.txt");
  if (typeof generateBundle !== "function") throw new Error("the plugin emits nothing");
  const context = { emitFile: (file: (typeof emitted)[number]) => emitted.push(file) };
  Reflect.apply(generateBundle, context, [{}, { "shop.js": chunk, "icon.svg": { type: "asset" } }]);
  return { ...emitted[0], code: chunk.code };
}

/** Creates a package in a temporary folder, and returns a module of it. */
function packageWith(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "licences-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, "node_modules", "@scope", "one");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return join(folder, "dist", "index.js");
}

const MANIFEST = JSON.stringify({ name: "@scope/one", version: "1.2.3", license: "Apache-2.0" });

describe("the licences of a script", () => {
  it("are those of the packages in it, without our own modules", () => {
    const { fileName, source } = bundled(resolve("preact"), resolve("preact/hooks"), "/shop/src/cart.ts");
    expect(fileName).toBe("assets/licences.txt");
    expect(source).toMatch(/^preact \d+\.\d+\.\d+ \(MIT\)\n/);
    expect(source).toContain("Jason Miller");
    expect(source?.match(/Permission is hereby granted/g)).toHaveLength(1);
  });

  it("include the notices that Apache-2.0 wants passed on", () => {
    const module = packageWith({ "package.json": MANIFEST, LICENSE: "Terms.", NOTICE: "Made by us." });
    expect(bundled(module).source).toBe("@scope/one 1.2.3 (Apache-2.0)\n\nTerms.\n\nMade by us.\n");
  });

  it("are named in its first line", () => {
    expect(bundled().code).toBe("/*! Licences: licences.txt */\nrun();");
  });

  it("must exist: a package without any fails the build", () => {
    expect(() => bundled(packageWith({ "package.json": MANIFEST }))).toThrow(
      "@scope/one has no licence text",
    );
  });
});
