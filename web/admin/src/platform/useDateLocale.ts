import { useLocale } from "react-admin";

/** The locale that dates are written by: the language's own, where English is British, as its words are. */
export function useDateLocale(): string {
  const language = useLocale();
  return language === "en" ? "en-GB" : language;
}
