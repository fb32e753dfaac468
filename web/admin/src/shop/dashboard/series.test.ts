import type { Schemas } from "@3d-things/api";
import { describe, expect, it } from "vitest";
import { maximum, ordersByDay, revenueByDay } from "./series";

const day = (date: string, orders: number, revenue: object[] = []) =>
  ({ day: date, orders, revenue }) as unknown as Schemas["DayFigures"];

describe("the days of the dashboard", () => {
  const days = [
    day("2027-01-01", 2, [{ amount: 1299, currency: "EUR" }]),
    day("2027-01-02", 0),
    day("2027-01-03", 1, [
      { amount: 500, currency: "EUR" },
      { amount: 700, currency: "CHF" },
    ]),
  ];

  it("form a series of orders with the busiest day as its maximum", () => {
    expect(ordersByDay(days).map(({ value }) => value)).toEqual([2, 0, 1]);
    expect(maximum(ordersByDay(days))).toBe(2);
  });

  it("form a revenue series per currency, zero on days without any", () => {
    const series = [...revenueByDay(days)].map(([currency, points]) => [
      currency,
      points.map((p) => p.value),
    ]);
    expect(series).toEqual([
      ["CHF", [0, 0, 700]],
      ["EUR", [1299, 0, 500]],
    ]);
  });

  it("have no busiest day and no revenue without orders", () => {
    const quiet = [day("2027-01-01", 0), day("2027-01-02", 0)];
    expect(maximum(ordersByDay(quiet))).toBe(0);
    expect(revenueByDay(quiet).size).toBe(0);
  });
});
