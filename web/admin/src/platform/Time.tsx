import { useDateLocale } from "./useDateLocale";

/** Shows a local time, or a date alone, with the exact UTC time as a tooltip. */
export function Time({ at, dateOnly = false }: { at: string; dateOnly?: boolean }) {
  const locale = useDateLocale();
  const style = dateOnly
    ? ({ dateStyle: "medium", timeZone: "UTC" } as const)
    : ({ dateStyle: "medium", timeStyle: "short" } as const);
  const moment = new Date(at);
  const utc = dateOnly
    ? at
    : moment
        .toISOString()
        .replace("T", " ")
        .replace(/\.\d+Z$/, " UTC");
  return (
    <time dateTime={at} title={utc}>
      {new Intl.DateTimeFormat(locale, style).format(moment)}
    </time>
  );
}
