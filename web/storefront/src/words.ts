/** What the page says, in its language: the words stand in the page. */

import { formatMoney, type Money } from "@3d-things/api";
import type en from "../../strings/en.json";

type Words = (typeof en)["island"];

const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}") as Words;

/** The language of the page (BCP 47), which is also how it writes amounts and dates. */
export const language = document.documentElement.lang;

/** What the addresses of this language begin with. */
export const prefix = language === "en" ? "" : `/${language}`;

/** A text with its gaps filled in their order. */
export function say(key: keyof Words, ...gaps: (string | number)[]): string {
  let next = 0;
  return words[key].replace(/\{\}/g, () => String(gaps[next++] ?? ""));
}

export function money(amount: Money): string {
  return formatMoney(amount, language);
}

export function days(count: number): string {
  return count === 1 ? say("days_one") : say("days", count);
}

/**
 * A date that is the same everywhere: `2027-01-02`. Its words stand in the page as well: the first `Intl` of a page takes
 * a slow telephone a tenth of a second, and dates are said on the way in.
 */
export function date(day: string): string {
  const [year = "", month = "", ofMonth = ""] = day.split("-");
  const name = words.months.split(" ")[Number(month) - 1] ?? month;
  const parts: Record<string, string> = { day: String(Number(ofMonth)), month: name, year };
  return words.date.replace(/\{(\w+)\}/g, (_, part: string) => parts[part] ?? "");
}

/** A moment, in the reader's own zone. */
export function moment(at: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
}
