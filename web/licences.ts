/** Publishes the licences of the packages whose code is in a site's scripts, beside the scripts. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** The files that licences want to be passed on. */
const TEXTS = /^(?:licen[cs]e|notice|copying)/i;

/** Returns the folder of the package that a module belongs to; undefined for our own code. */
function packageOf(module: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(module)?.[0];
}

type Manifest = { name: string; version: string; license: string };

/** Returns name, version and licence of a package, with the texts of the licence. */
function described(folder: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Manifest;
  const files = readdirSync(folder).filter((file) => TEXTS.test(file) && !file.endsWith(".js"));
  if (!files.length) throw new Error(`${name} has no licence text; add it to the site by hand`);
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version} (${license})`, ...texts].join("\n\n");
}

/** Emits the licences as this file, to which every script refers. */
export function licences(fileName: string): Plugin {
  return {
    name: "licences",
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const folders = new Set(chunks.flatMap(({ moduleIds }) => moduleIds.map(packageOf)));
      const packages = [...folders].filter((folder) => folder !== undefined).toSorted();
      const source = packages.map(described).join(`\n\n${"-".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName, source: `${source}\n` });
      for (const chunk of chunks)
        chunk.code = `/*! Licences: ${fileName.split("/").at(-1)} */\n${chunk.code}`;
    },
  };
}
