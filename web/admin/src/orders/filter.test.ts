import { describe, expect, it } from "vitest";
import {
  allowsDateRange,
  type Filter,
  filterOf,
  toExportQuery,
  toQuery,
  type Typed,
  typedOf,
} from "./filter";

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

  it.each(["3DT-ABCD", "3DT-ABCDILOU", "ada", "ada@", "@example.org", "a b@example.org"])(
    "does not query the incomplete %o",
    (search) => {
      expect(filterOf(typed({ search }), true)).toBeUndefined();
    },
  );

  it("queries e-mail and dates, but no e-mail without the permission", () => {
    const search = " ada@example.org ";
    expect(filterOf(typed({ search, ...days }), true)).toEqual({ email: "ada@example.org", ...days });
    expect(filterOf(typed({ search }), false)).toBeUndefined();
  });

  it("queries overdue orders alone", () => {
    expect(filterOf(typed({ shown: "overdue", ...days }), true)).toEqual({ overdue: true });
    expect(allowsDateRange(typed({ shown: "overdue" }))).toBe(false);
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
    { state: "delivered", to: days.to },
  ])("converts to form values and back: %o", (filter) => {
    expect(filterOf(typedOf(filter), true)).toEqual(filter);
  });

  it("includes the whole last day", () => {
    expect(toQuery({ state: "shipped", ...days })).toEqual({
      state: "shipped",
      from: "2027-01-01T00:00:00Z",
      to: "2027-02-01T00:00:00Z",
    });
  });

  it("is exported only if the export supports it", () => {
    expect(toExportQuery({ state: "shipped" })).toEqual({ state: "shipped" });
    expect(toExportQuery({})).toEqual({});
    for (const filter of [{ number: "3DT-ABCD2345" }, { email: "a@b.example" }, { overdue: true as const }]) {
      expect(toExportQuery(filter)).toBeUndefined();
    }
  });
});
