import { describe, expect, it } from "vitest";
import { merge } from "./merge";

const seen = {
  shop_name: "3D Things",
  calendar: { closed_weekdays: [6, 7], holidays: [] },
  retention_days: 90,
};

describe("a three-way merge", () => {
  it("combines changes of both sides", () => {
    const present = { ...seen, retention_days: 365 };
    const mine = { ...seen, shop_name: "3D Dinge" };
    expect(merge(seen, mine, present)).toEqual({
      value: { ...seen, shop_name: "3D Dinge", retention_days: 365 },
      contested: [],
      removed: [],
    });
  });

  it("merges nested documents", () => {
    const present = { ...seen, calendar: { closed_weekdays: [7], holidays: [] } };
    const mine = { ...seen, calendar: { closed_weekdays: [6, 7], holidays: ["2026-12-25"] } };
    expect(merge(seen, mine, present).value).toEqual({
      ...seen,
      calendar: { closed_weekdays: [7], holidays: ["2026-12-25"] },
    });
  });

  it("reports fields that both changed differently", () => {
    const mine = { ...seen, shop_name: "Mine", retention_days: 365 };
    const present = { ...seen, shop_name: "Theirs", retention_days: 365 };
    expect(merge(seen, mine, present)).toEqual({
      value: { ...seen, shop_name: "Mine", retention_days: 365 },
      contested: [["shop_name"]],
      removed: [],
    });
  });

  it("treats empty form values as absent ones", () => {
    const mine = { ...seen, address: { line1: null, city: "" }, legal: {} };
    expect(merge(seen, mine, seen)).toEqual({ value: seen, contested: [], removed: [] });
  });
});

describe("lists in a three-way merge", () => {
  const red = { key: "var_r", value: "Red", lead_time_days: 3, stock: 5 };
  const blue = { key: "var_b", value: "Blue", lead_time_days: 3, stock: 5 };
  const list = [red, blue];

  it("are merged item by item, so that sold stock is not restored", () => {
    const mine = [{ ...red, lead_time_days: 2 }, blue];
    const present = [{ ...red, stock: 4 }, blue];
    expect(merge(list, mine, present)).toEqual({
      value: [{ ...red, lead_time_days: 2, stock: 4 }, blue],
      contested: [],
      removed: [],
    });
  });

  it("match items that were moved", () => {
    const green = { ...red, key: "var_g", value: "Green" };
    const mine = [red, { ...blue, value: "Navy" }];
    expect(merge(list, mine, [green, blue, red]).value).toEqual([green, { ...blue, value: "Navy" }, red]);
  });

  it("report the item's field that both changed", () => {
    const both = merge(list, [{ ...red, stock: 9 }, blue], [{ ...red, stock: 4 }, blue]);
    expect(both).toMatchObject({ value: [{ stock: 9 }, {}], contested: [["Red", "stock"]] });
  });

  it("contain items that either side added", () => {
    const [mine, theirs] = [
      { ...red, key: "new" },
      { ...red, key: "var_x" },
    ];
    expect(merge(list, [...list, mine], [...list, theirs]).value).toEqual([...list, theirs, mine]);
  });

  it("drop items that either side removed, and report changed ones", () => {
    const mine = [{ ...red, stock: 9 }];
    expect(merge(list, mine, [blue])).toEqual({ value: [], contested: [], removed: [["Red"]] });
  });

  it("follow our order if we changed it", () => {
    const mine = [blue, red];
    const theirs = { ...red, key: "var_x" };
    expect(merge(list, mine, [red, blue, theirs]).value).toEqual([blue, red, theirs]);
  });

  it("are sets if they hold plain values; pairs have no order", () => {
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

  it("are replaced as a whole if items have no identity", () => {
    const [one, mine, present] = [[{ x: 1 }], [{ x: 2 }], [{ x: 3 }]];
    expect(merge(one, mine, present, ["rows"])).toEqual({
      value: mine,
      contested: [["rows"]],
      removed: [],
    });
  });
});
