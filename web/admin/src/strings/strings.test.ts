import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import german from "./de";
import english from "./en";

/** Lists the keys of nested messages. */
function keys(words: object, prefix = ""): string[] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]) =>
    typeof value === "object" && value !== null ? keys(value, `${prefix}${name}.`) : [`${prefix}${name}`],
  );
}

describe("the back office's languages", () => {
  it("have the same keys", () => {
    const { problems: _english, ...inEnglish } = english;
    const { problems: _german, ...inGerman } = german;
    expect(keys(inGerman).toSorted()).toEqual(keys(inEnglish).toSorted());
  });

  it("translate a problem to German whenever English has it", () => {
    expect(Object.keys(german.problems)).toEqual(expect.arrayContaining(Object.keys(english.problems)));
  });
});

/** Codes that only customers, machines or broken clients receive. */
const NOT_FOR_STAFF = [
  "malformed_json",
  "idempotency_key_required",
  "idempotency_key_reused",
  "invalid_if_match",
  "if_match_required",
  "invalid_signature",
  "unsupported_media_type",
  "price_increased",
  "ship_by_later",
  "checkout_closed",
  "checkout_refused",
  "repeated_parameter",
];

describe("the API's problems", () => {
  const page = readFileSync(new URL("../../../../docs/api.md", import.meta.url), "utf8");
  const section = page.slice(page.indexOf("\n## Problems"), page.indexOf("\n## Lists"));
  const rows = section.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| cart "));
  const inCells = (row: string, cell: number) =>
    [...(row.split("|")[cell]?.matchAll(/`(\w+)`/g) ?? [])].map(([, code]) => code ?? "");

  it("have a German text each, as far as staff can meet them", () => {
    const codes = rows.flatMap((row) => inCells(row, 2)).filter((code) => !NOT_FOR_STAFF.includes(code));
    expect(codes.length).toBeGreaterThan(60);
    expect(codes.filter((code) => !(code in german.problems))).toEqual([]);
  });
});
