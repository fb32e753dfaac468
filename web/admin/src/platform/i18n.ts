/** Translations of the back office, loaded on demand. */

import polyglotI18nProvider from "ra-i18n-polyglot";
import type { I18nProvider } from "react-admin";
import english from "../strings/en";
import { preferredLanguage } from "./language";

const LOCALES = [
  { locale: "en", name: "English" },
  { locale: "de", name: "Deutsch" },
];

/** Creates the i18n provider and syncs `<html lang>` for screen readers. */
export async function languages(): Promise<I18nProvider> {
  const first = preferredLanguage();
  const loaded = first === "de" ? await german() : english;
  const provider = polyglotI18nProvider(
    (locale) => (locale === first ? loaded : locale === "de" ? german() : english),
    first,
    LOCALES,
    { allowMissing: false },
  );
  document.documentElement.lang = first;
  return {
    ...provider,
    async changeLocale(locale) {
      await provider.changeLocale(locale);
      document.documentElement.lang = locale;
    },
  };
}

async function german() {
  return (await import("../strings/de")).default;
}
