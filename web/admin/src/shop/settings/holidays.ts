/** Holidays are stored as days (`YYYY-MM-DD`) and edited as ranges. */

/** The API's maximum of holidays. */
export const MOST_HOLIDAYS = 400;

/** First and last day, both inclusive. */
export type Range = { from: string; to: string };

const DAY = 24 * 60 * 60 * 1000;

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** Lists the days of a range; empty if it ends before it starts. */
export function daysOf({ from, to }: Range): string[] {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY);
  return Array.from({ length: Math.max(0, days + 1) }, (_, index) => addDays(from, index));
}

/** Groups sorted days into ranges. */
export function rangesOf(days: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const day of [...days].sort()) {
    const last = ranges.at(-1);
    if (last && addDays(last.to, 1) >= day) last.to = day;
    else ranges.push({ from: day, to: day });
  }
  return ranges;
}

/** Adds a range; the result is sorted without duplicates. */
export function withRange(days: readonly string[], range: Range): string[] {
  return [...new Set([...days, ...daysOf(range)])].sort();
}

export function withoutRange(days: readonly string[], { from, to }: Range): string[] {
  return days.filter((day) => day < from || day > to);
}

/** Returns the message key of a range's error, if it has one. */
export function faultOf(days: readonly string[], { from, to }: Range): string | undefined {
  if (!from) return "settings.holidays.needs_from";
  if (to < from) return "settings.holidays.backwards";
  // At most a year, so that a mistyped year does not expand into thousands of days.
  if (Date.parse(to) - Date.parse(from) > 366 * DAY) return "settings.holidays.too_long";
  return withRange(days, { from, to }).length > MOST_HOLIDAYS ? "settings.holidays.too_many" : undefined;
}
