import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const names = (text: string) => [...new Set(text.match(/\b(?:KHR|EXT)_\w+/g))].toSorted();

/** Extensions of the loader for which it needs a decoder, or which not every browser shows; and its name for GLB. */
const LEFT_OUT = [
  "EXT_meshopt_compression",
  "EXT_texture_avif",
  "KHR_binary_glTF",
  "KHR_draco_mesh_compression",
  "KHR_meshopt_compression",
  "KHR_texture_basisu",
];

describe("the 3D viewer", () => {
  it("shows every extension that an upload may require, and no other", () => {
    const loader = read("../../node_modules/three/examples/jsm/loaders/GLTFLoader.js");
    const [, list = ""] = /const EXTENSIONS = \{(.*?)\};/s.exec(loader) ?? [];
    const shown = names(list.replaceAll(/\w+:/g, "")).filter((name) => !LEFT_OUT.includes(name));
    // The viewer's own addition to the loader.
    shown.push("KHR_materials_variants");
    const schema = read("../../../shared/images/src/model/schema.rs");
    expect(names(schema)).toEqual(shown.toSorted());
  });
});
