import { expect, it } from "vitest";
import { localityLines } from "./locality";

it.each([
  ["DE", ["62701 Springfield", "IL"]],
  ["US", ["Springfield, IL 62701"]],
  ["CA", ["Springfield IL 62701"]],
  ["GB", ["Springfield", "IL", "62701"]],
  ["NZ", ["Springfield 62701", "IL"]],
])("an address in %s is written in the country's order", (country, lines) => {
  expect(localityLines(country, "Springfield", "IL", "62701")).toEqual(lines);
});

it("leaves out unknown parts", () => {
  expect(localityLines("US", null, null, "62701")).toEqual(["62701"]);
  expect(localityLines(null, undefined, null, null)).toEqual([]);
});
