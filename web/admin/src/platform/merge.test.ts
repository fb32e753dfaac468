import { describe, expect, it } from "vitest";
import { merge } from "./merge";

const seen = {
  shop_name: "3D Things",
  calendar: { closed_weekdays: [6, 7], holidays: [] },
  retention_days: 90,
};

describe("what was typed over what others made of it", () => {
  it("keeps what was changed here beside what was changed there", () => {
    const present = { ...seen, retention_days: 365 };
    const mine = { ...seen, shop_name: "3D Dinge" };
    expect(merge(seen, mine, present)).toEqual({
      value: { ...seen, shop_name: "3D Dinge", retention_days: 365 },
      contested: [],
      removed: [],
    });
  });

  it("goes into documents, so that others' changes beside one's own stay", () => {
    const present = { ...seen, calendar: { closed_weekdays: [7], holidays: [] } };
    const mine = { ...seen, calendar: { closed_weekdays: [6, 7], holidays: ["2026-12-25"] } };
    expect(merge(seen, mine, present).value).toEqual({
      ...seen,
      calendar: { closed_weekdays: [7], holidays: ["2026-12-25"] },
    });
  });

  it("tells where both changed the same, unless to the same", () => {
    const mine = { ...seen, shop_name: "Mine", retention_days: 365 };
    const present = { ...seen, shop_name: "Theirs", retention_days: 365 };
    expect(merge(seen, mine, present)).toEqual({
      value: { ...seen, shop_name: "Mine", retention_days: 365 },
      contested: [["shop_name"]],
      removed: [],
    });
  });

  it("takes what a form leaves empty for what the API leaves out", () => {
    const mine = { ...seen, address: { line1: null, city: "" }, legal: {} };
    expect(merge(seen, mine, seen)).toEqual({ value: seen, contested: [], removed: [] });
  });
});

describe("lists of both", () => {
  const red = { key: "var_r", value: "Red", lead_time_days: 3, stock: 5 };
  const blue = { key: "var_b", value: "Blue", lead_time_days: 3, stock: 5 };
  const list = [red, blue];

  it("are merged item by item, so that what was sold meanwhile does not come back into stock", () => {
    const mine = [{ ...red, lead_time_days: 2 }, blue];
    const present = [{ ...red, stock: 4 }, blue];
    expect(merge(list, mine, present)).toEqual({
      value: [{ ...red, lead_time_days: 2, stock: 4 }, blue],
      contested: [],
      removed: [],
    });
  });

  it("find an item again wherever others moved it", () => {
    const green = { ...red, key: "var_g", value: "Green" };
    const mine = [red, { ...blue, value: "Navy" }];
    expect(merge(list, mine, [green, blue, red]).value).toEqual([green, { ...blue, value: "Navy" }, red]);
  });

  it("name the field of an item that both changed", () => {
    const both = merge(list, [{ ...red, stock: 9 }, blue], [{ ...red, stock: 4 }, blue]);
    expect(both).toMatchObject({ value: [{ stock: 9 }, {}], contested: [["Red", "stock"]] });
  });

  it("have what either added", () => {
    const [mine, theirs] = [
      { ...red, key: "new" },
      { ...red, key: "var_x" },
    ];
    expect(merge(list, [...list, mine], [...list, theirs]).value).toEqual([...list, theirs, mine]);
  });

  it("lack what either removed, and say so where it had been changed here", () => {
    const mine = [{ ...red, stock: 9 }];
    expect(merge(list, mine, [blue])).toEqual({ value: [], contested: [], removed: [["Red"]] });
  });

  it("are in the order that was given to them here", () => {
    const mine = [blue, red];
    const theirs = { ...red, key: "var_x" };
    expect(merge(list, mine, [red, blue, theirs]).value).toEqual([blue, red, theirs]);
  });

  it("of plain values are sets, in which pairs are the same either way round", () => {
    const one = { list: [["a", "b"]] };
    const mine = {
      list: [
        ["a", "b"],
        ["a", "c"],
      ],
    };
    const present = {
      list: [
        ["b", "a"],
        ["b", "c"],
      ],
    };
    expect(merge(one, mine, present)).toMatchObject({
      value: {
        list: [
          ["b", "a"],
          ["b", "c"],
          ["a", "c"],
        ],
      },
      contested: [],
    });
  });

  it("are taken as a whole where their items cannot be told apart", () => {
    const [one, mine, present] = [[{ x: 1 }], [{ x: 2 }], [{ x: 3 }]];
    expect(merge(one, mine, present, ["rows"])).toEqual({
      value: mine,
      contested: [["rows"]],
      removed: [],
    });
  });
});
