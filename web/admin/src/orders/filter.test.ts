import { afterEach, describe, expect, it, vi } from "vitest";
import {
  allowsDateRange,
  type Filter,
  filterOf,
  toExportQuery,
  toQuery,
  type Typed,
  typedOf,
} from "./filter";

afterEach(() => vi.unstubAllEnvs());

const typed = (changes: Partial<Typed>): Typed => ({ search: "", shown: "", from: "", to: "", ...changes });
const days = { from: "2027-01-01", to: "2027-01-31" };

describe("the order filter", () => {
  it.each([" 3dt-abcd2345 ", "ABCD2345", "3DT-ABCD2345"])(
    "recognises %o as a number and queries it alone",
    (search) => {
      expect(filterOf(typed({ search, shown: "shipped", ...days }), true)).toEqual({
        number: "3DT-ABCD2345",
      });
      expect(allowsDateRange(typed({ search }))).toBe(false);
    },
  );

  it("recognises the beginning of a number from its third character", () => {
    expect(filterOf(typed({ search: "3dt-abc" }), true)).toEqual({ number: "3DT-ABC" });
    expect(filterOf(typed({ search: "abcd2" }), false)).toEqual({ number: "3DT-ABCD2" });
  });

  it.each([
    "3DT-AB",
    "ab",
    "ABCD23456",
    "3DT-ABCDILOU",
    "ada lovelace",
    "ada@",
    "@example.org",
    "a b@example.org",
  ])("does not query the incomplete %o", (search) => {
    expect(filterOf(typed({ search }), true)).toBeUndefined();
  });

  it("queries e-mail and dates, but no e-mail without the permission", () => {
    const search = " ada@example.org ";
    expect(filterOf(typed({ search, ...days }), true)).toEqual({ email: "ada@example.org", ...days });
    expect(filterOf(typed({ search }), false)).toBeUndefined();
  });

  it.each(["overdue", "awaiting_bank"] as const)("queries the list %o alone", (shown) => {
    expect(filterOf(typed({ shown, ...days }), true)).toEqual({ [shown]: true });
    expect(allowsDateRange(typed({ shown }))).toBe(false);
  });

  it("queries a state and dates, or everything", () => {
    expect(filterOf(typed({ shown: "shipped", from: days.from }), true)).toEqual({
      state: "shipped",
      from: days.from,
    });
    expect(filterOf(typed({}), true)).toEqual({});
  });

  it.each<Filter>([
    {},
    { number: "3DT-ABCD2345" },
    { email: "ada@example.org", ...days },
    { overdue: true },
    { awaiting_bank: true },
    { state: "delivered", to: days.to },
  ])("converts to form values and back: %o", (filter) => {
    expect(filterOf(typedOf(filter), true)).toEqual(filter);
  });

  it.each([
    ["Europe/Berlin", "2026-12-31T23:00:00.000Z", "2027-01-31T22:59:59.999Z"],
    ["America/New_York", "2027-01-01T05:00:00.000Z", "2027-02-01T04:59:59.999Z"],
    ["UTC", "2027-01-01T00:00:00.000Z", "2027-01-31T23:59:59.999Z"],
  ])("covers the days as they are in %s", (zone, from, to) => {
    vi.stubEnv("TZ", zone);
    expect(toQuery({ state: "shipped", ...days })).toEqual({ state: "shipped", from, to });
  });

  it("covers a day on which the clocks change", () => {
    vi.stubEnv("TZ", "Europe/Berlin");
    const day = { from: "2027-03-28", to: "2027-03-28" };
    expect(toQuery(day)).toEqual({ from: "2027-03-27T23:00:00.000Z", to: "2027-03-28T21:59:59.999Z" });
  });

  it("is exported only if the export supports it", () => {
    expect(toExportQuery({ state: "shipped" })).toEqual({ state: "shipped" });
    expect(toExportQuery({})).toEqual({});
    for (const filter of [{ number: "3DT-ABCD2345" }, { email: "a@b.example" }, { overdue: true as const }]) {
      expect(toExportQuery(filter)).toBeUndefined();
    }
  });
});
