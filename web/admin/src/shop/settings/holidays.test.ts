import { describe, expect, it } from "vitest";
import { daysOf, faultOf, rangesOf, withoutRange, withRange } from "./holidays";

describe("holidays", () => {
  it("contain every day of a range, across a year's end and a leap day", () => {
    const newYear = daysOf({ from: "2027-12-31", to: "2028-01-01" });
    expect(newYear).toEqual(["2027-12-31", "2028-01-01"]);
    expect(daysOf({ from: "2028-02-28", to: "2028-03-01" })).toHaveLength(3);
    expect(daysOf({ from: "2026-05-02", to: "2026-05-01" })).toEqual([]);
  });

  it("are shown as ranges of consecutive days", () => {
    expect(rangesOf(["2027-01-01", "2026-12-31", "2026-12-24"])).toEqual([
      { from: "2026-12-24", to: "2026-12-24" },
      { from: "2026-12-31", to: "2027-01-01" },
    ]);
    expect(rangesOf([])).toEqual([]);
  });

  it("are added and removed as ranges, sorted without duplicates", () => {
    const days = withRange(["2026-12-25", "2026-01-01"], { from: "2026-12-24", to: "2026-12-26" });
    expect(days).toEqual(["2026-01-01", "2026-12-24", "2026-12-25", "2026-12-26"]);
    expect(withoutRange(days, { from: "2026-12-24", to: "2026-12-26" })).toEqual(["2026-01-01"]);
  });

  it("are rejected if reversed, too long or too many", () => {
    const fault = (from: string, to: string, days: string[] = []) => faultOf(days, { from, to });
    expect(fault("2026-12-24", "2026-12-24")).toBeUndefined();
    expect(fault("", "")).toBe("settings.holidays.needs_from");
    expect(fault("2026-12-24", "2026-12-23")).toBe("settings.holidays.backwards");
    expect(fault("2026-01-01", "2027-01-02")).toBeUndefined();
    expect(fault("2026-12-24", "9026-12-24")).toBe("settings.holidays.too_long");
    const year = daysOf({ from: "2026-01-01", to: "2026-12-31" });
    expect(fault("2027-01-01", "2027-02-04", year)).toBeUndefined();
    expect(fault("2027-01-01", "2027-02-05", year)).toBe("settings.holidays.too_many");
  });
});
