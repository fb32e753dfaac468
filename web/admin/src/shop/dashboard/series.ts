/** Chart series: orders, and revenue in each currency that occurs. */

import type { Money, Schemas } from "@3d-things/api";

type Day = Schemas["DayFigures"];

export type Point = { day: string; value: number };

export function ordersByDay(days: readonly Day[]): Point[] {
  return days.map(({ day, orders }) => ({ day, value: orders }));
}

/** Revenue by day in minor units, one series for each currency. */
export function revenueByDay(days: readonly Day[]): Map<string, Point[]> {
  const currencies = new Set(days.flatMap(({ revenue }) => revenue.map(({ currency }) => currency)));
  return new Map(
    [...currencies]
      .toSorted()
      .map((currency) => [
        currency,
        days.map(({ day, revenue }) => ({ day, value: sumIn(currency, revenue) })),
      ]),
  );
}

/** Returns the maximum of a series, or zero. */
export function maximum(points: readonly Point[]): number {
  return Math.max(0, ...points.map(({ value }) => value));
}

function sumIn(currency: string, sums: readonly Money[]): number {
  return sums.find((money) => money.currency === currency)?.amount ?? 0;
}
