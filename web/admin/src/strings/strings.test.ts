import { describe, expect, it } from "vitest";
import german from "./de";
import english from "./en";

/** Every key of a tree of words. */
function keys(words: object, prefix = ""): string[] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "object" && value !== null ? keys(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

describe("the back office's languages", () => {
  it("say the same things", () => {
    expect(keys(german).toSorted()).toEqual(keys(english).toSorted());
  });
});
