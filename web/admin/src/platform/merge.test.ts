import { describe, expect, it } from "vitest";
import { keptOver } from "./merge";

const seen = {
  shop_name: "3D Things",
  calendar: { closed_weekdays: [6, 7], holidays: [] },
  retention_days: 90,
};

describe("what was typed over what others made of it", () => {
  it("keeps only what was changed here", () => {
    const present = { ...seen, retention_days: 365 };
    const mine = { ...seen, shop_name: "3D Dinge" };
    expect(keptOver(seen, mine, present)).toEqual([
      { path: "shop_name", value: "3D Dinge", contested: false },
    ]);
  });

  it("goes into documents, so that others' changes beside one's own stay", () => {
    const present = { ...seen, calendar: { closed_weekdays: [7], holidays: [] } };
    const mine = { ...seen, calendar: { closed_weekdays: [6, 7], holidays: ["2026-12-25"] } };
    expect(keptOver(seen, mine, present)).toEqual([
      { path: "calendar.holidays", value: ["2026-12-25"], contested: false },
    ]);
  });

  it("tells where both changed the same, unless to the same", () => {
    const mine = { ...seen, shop_name: "Mine", retention_days: 365 };
    const present = { ...seen, shop_name: "Theirs", retention_days: 365 };
    expect(keptOver(seen, mine, present)).toEqual([
      { path: "shop_name", value: "Mine", contested: true },
      { path: "retention_days", value: 365, contested: false },
    ]);
  });

  it("takes what a form leaves empty for what the API leaves out", () => {
    const mine = { ...seen, address: { line1: null, city: "" }, legal: {} };
    expect(keptOver(seen, mine, seen)).toEqual([]);
  });
});
