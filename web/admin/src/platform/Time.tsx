import { useDateLocale } from "./useDateLocale";

type Props = { at: string; dateOnly?: boolean; utc?: boolean };

/** Shows a local time, one in UTC that says so, or a date alone, with the exact UTC time as a tooltip. */
export function Time({ at, dateOnly = false, utc: inUtc = false }: Props) {
  const locale = useDateLocale();
  const style = dateOnly
    ? ({ dateStyle: "medium", timeZone: "UTC" } as const)
    : ({ dateStyle: "medium", timeStyle: "short", ...(inUtc && { timeZone: "UTC" }) } as const);
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
      {inUtc && " UTC"}
    </time>
  );
}
