import { useLocale } from "react-admin";

/** The locale for dates. English is British, as in the texts. */
export function useDateLocale(): string {
  const language = useLocale();
  return language === "en" ? "en-GB" : language;
}
