import { describe, expect, it } from "vitest";
import { conflict } from "./excluded";

const abs = { id: "var_abs", type: "material", value: "ABS" };
const pla = { id: "var_pla", type: "material", value: "PLA" };
const gold = { id: "var_gold", type: "color", value: "Gold" };
const small = { id: "var_small", type: "size", value: "Small" };
const excluded = [
  ["var_abs", "var_gold"],
  ["var_small", "var_pla", "var_gold"],
];

describe("excluded combinations", () => {
  it("are named by all that does not go together", () => {
    expect(conflict(excluded, [small, abs, gold])).toEqual([abs, gold]);
    expect(conflict(excluded, [gold, small, pla])).toEqual([small, pla, gold]);
  });

  it("leave everything else alone", () => {
    expect(conflict(excluded, [small, abs])).toBeUndefined();
    expect(conflict(excluded, [pla, gold])).toBeUndefined();
    expect(conflict([], [abs, gold])).toBeUndefined();
  });
});
