import { describe, expect, it } from "vitest";
import { findConflict } from "./exclusions";

const abs = { id: "var_abs", type: "material", value: "ABS" };
const pla = { id: "var_pla", type: "material", value: "PLA" };
const gold = { id: "var_gold", type: "color", value: "Gold" };
const small = { id: "var_small", type: "size", value: "Small" };
const excluded = [
  ["var_abs", "var_gold"],
  ["var_small", "var_pla", "var_gold"],
];

describe("excluded combinations", () => {
  it("return all conflicting choices", () => {
    expect(findConflict(excluded, [small, abs, gold])).toEqual([abs, gold]);
    expect(findConflict(excluded, [gold, small, pla])).toEqual([small, pla, gold]);
  });

  it("ignore allowed choices", () => {
    expect(findConflict(excluded, [small, abs])).toBeUndefined();
    expect(findConflict(excluded, [pla, gold])).toBeUndefined();
    expect(findConflict([], [abs, gold])).toBeUndefined();
  });
});
