import { createHash } from "node:crypto";
import { defineConfig, type Plugin } from "vite";
import { licences } from "../licences.ts";

/**
 * Names the published folder by a hash of its contents: pages refer to files without hashes, and another version
 * never replaces them.
 */
const version: Plugin = {
  name: "version",
  generateBundle(_options, bundle) {
    const hash = createHash("sha256");
    for (const [name, file] of Object.entries(bundle).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(name).update(file.type === "chunk" ? file.code : file.source);
    }
    this.emitFile({ type: "asset", fileName: "version", source: hash.digest("hex").slice(0, 12) });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [licences("licences.txt"), version],
  resolve: {
    alias: {
      "three/examples/jsm/libs/meshopt_decoder.module.js": `${import.meta.dirname}/src/meshoptDecoderStub.ts`,
    },
  },
  build: {
    outDir: "dist",
    target: "es2022",
    modulePreload: false,
    rolldownOptions: {
      input: "src/shop.ts",
      output: { entryFileNames: "shop.js", chunkFileNames: "[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
