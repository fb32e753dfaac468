/** Holidays: single days, `YYYY-MM-DD`, that people see and enter as ranges. */

/** The most that the calendar takes. */
export const MOST_HOLIDAYS = 400;

/** Days that follow each other, the first and the last. */
export type Range = { from: string; to: string };

const DAY = 24 * 60 * 60 * 1000;

/** The day that lies `days` after another. */
function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

/** Every day of a range, both ends with it; none if it ends before it begins. */
export function daysOf({ from, to }: Range): string[] {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / DAY);
  return Array.from({ length: Math.max(0, days + 1) }, (_, index) => addDays(from, index));
}

/** Days in their order as ranges. */
export function rangesOf(days: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const day of [...days].sort()) {
    const last = ranges.at(-1);
    if (last && addDays(last.to, 1) >= day) last.to = day;
    else ranges.push({ from: day, to: day });
  }
  return ranges;
}

/** The days with those of a range, each once and in order. */
export function withRange(days: readonly string[], range: Range): string[] {
  return [...new Set([...days, ...daysOf(range)])].sort();
}

/** The days without those of a range. */
export function withoutRange(days: readonly string[], { from, to }: Range): string[] {
  return days.filter((day) => day < from || day > to);
}

/** Why a range cannot be added, as the key of what to say. */
export function faultOf(days: readonly string[], { from, to }: Range): string | undefined {
  if (!from) return "settings.holidays.needs_from";
  if (to < from) return "settings.holidays.backwards";
  // A year at most, which is also what keeps a mistyped year from being spelled out day by day.
  if (Date.parse(to) - Date.parse(from) > 366 * DAY) return "settings.holidays.too_long";
  return withRange(days, { from, to }).length > MOST_HOLIDAYS ? "settings.holidays.too_many" : undefined;
}
