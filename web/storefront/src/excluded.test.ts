import { describe, expect, it } from "vitest";
import { conflict } from "./excluded";

const abs = { id: "var_abs", type: "material", value: "ABS" };
const gold = { id: "var_gold", type: "color", value: "Gold" };
const small = { id: "var_small", type: "size", value: "Small" };
const excluded = [["var_abs", "var_gold"]];

describe("excluded combinations", () => {
  it("are named by what does not go together", () => {
    expect(conflict(excluded, [small, abs, gold])).toEqual(["ABS", "Gold"]);
  });

  it("leave everything else alone", () => {
    expect(conflict(excluded, [small, abs])).toBeUndefined();
    expect(conflict([], [abs, gold])).toBeUndefined();
  });
});
