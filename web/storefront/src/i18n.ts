/** What the page says, in its language: the words stand in the page. */

import { formatMoney, type Money } from "@3d-things/api";
import type en from "../../strings/en.json";

type Messages = (typeof en)["island"];

const messages = JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Messages;

/** The language of the page (BCP 47), which is also how it writes amounts. */
export const language = document.documentElement.lang;

/** How times and countries are written: English as in Britain. */
export const locale = language === "en" ? "en-GB" : language;

/** What the addresses of this language begin with. */
export const prefix = language === "en" ? "" : `/${language}`;

/** A text with its gaps filled in their order. */
export function t(key: keyof Messages, ...values: (string | number)[]): string {
  let next = 0;
  return messages[key].replace(/\{\}/g, () => String(values[next++] ?? ""));
}

/** A text around its gaps, for those that hold more than words. */
export function fragments(key: keyof Messages): string[] {
  return messages[key].split("{}");
}

/** What to say of a problem of the API by its code; a general sentence where there are no words for it. */
export function problemMessage(code: string): string {
  const key = `problem_${code}`;
  return t(key in messages ? (key as keyof Messages) : "problem");
}

/** `A`, `A and B`, `A, B and C`. */
export function joinList(values: readonly string[]): string {
  const first = values.slice(0, -1).join(", ");
  const last = values.at(-1) ?? "";
  return first ? `${first} ${t("and")} ${last}` : last;
}

/** A configuration in words. */
export function formatConfiguration(configuration: readonly { value: string }[]): string {
  return configuration.map(({ value }) => value).join(" · ");
}

export function money(amount: Money): string {
  return formatMoney(amount, language);
}

export function days(count: number): string {
  return count === 1 ? t("days_one") : t("days", count);
}

/**
 * A date that is the same everywhere: `2027-01-02`. Its words stand in the page as well: the first `Intl` of a page takes
 * a slow telephone a tenth of a second, and dates are said on the way in.
 */
export function date(day: string): string {
  const [year = "", month = "", ofMonth = ""] = day.split("-");
  const name = messages.months.split(" ")[Number(month) - 1] ?? month;
  const parts: Record<string, string> = { day: String(Number(ofMonth)), month: name, year };
  return messages.date.replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? "");
}

/** A moment, in the reader's own zone. */
export function dateTime(at: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}
