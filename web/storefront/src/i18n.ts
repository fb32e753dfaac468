/** Translations, embedded in the page in its language. */

import { formatMoney, type Money } from "@3d-things/api";
import type en from "../../strings/en.json";

type Messages = (typeof en)["island"];

const messages = JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Messages;

/** The page's language (BCP 47), also the locale of amounts. */
export const language = document.documentElement.lang;

/** Locale of times and country names: British for English. */
export const locale = language === "en" ? "en-GB" : language;

/** URL prefix of the page's language. */
export const prefix = language === "en" ? "" : `/${language}`;

/** Translates a key and fills its placeholders in order. */
export function t(key: keyof Messages, ...values: (string | number)[]): string {
  let next = 0;
  return messages[key].replace(/\{\}/g, () => String(values[next++] ?? ""));
}

/** Splits a translation at its placeholders, for values that are elements. */
export function fragments(key: keyof Messages): string[] {
  return messages[key].split("{}");
}

/** Returns the message of a problem code, or a general one. */
export function problemMessage(code: string): string {
  const key = `problem_${code}`;
  return t(key in messages ? (key as keyof Messages) : "problem");
}

/** Joins a list: `A`, `A and B`, `A, B and C`. */
export function joinList(values: readonly string[]): string {
  const first = values.slice(0, -1).join(", ");
  const last = values.at(-1) ?? "";
  return first ? `${first} ${t("and")} ${last}` : last;
}

/** Formats a configuration as text. */
export function formatConfiguration(configuration: readonly { value: string }[]): string {
  return configuration.map(({ value }) => value).join(" · ");
}

export function money(amount: Money): string {
  return formatMoney(amount, language);
}

/** Formats a rate in hundredths of a percent. */
export function percent(rate: number): string {
  return `${(rate / 100).toLocaleString(language)} %`;
}

export function days(count: number): string {
  return count === 1 ? t("days_one") : t("days", count);
}

/**
 * Formats a calendar date (`2027-01-02`). Month names are embedded in the page, because a page's first `Intl` call
 * takes a slow phone a tenth of a second, and dates are shown while it loads.
 */
export function date(day: string): string {
  const [year = "", month = "", ofMonth = ""] = day.split("-");
  const name = messages.months.split(" ")[Number(month) - 1] ?? month;
  const parts: Record<string, string> = { day: String(Number(ofMonth)), month: name, year };
  return messages.date.replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? "");
}

/** Formats a time in the reader's time zone. */
export function dateTime(at: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}
