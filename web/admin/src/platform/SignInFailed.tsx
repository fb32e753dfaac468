import { type I18nProvider, I18nContextProvider, useTranslate } from "react-admin";

/** Shown instead of the back office when the sign-in page sent somebody back without a way in. */
export function SignInFailed({ i18n, again }: { i18n: I18nProvider; again: () => void }) {
  return (
    <I18nContextProvider value={i18n}>
      <Sentence again={again} />
    </I18nContextProvider>
  );
}

function Sentence({ again }: { again: () => void }) {
  const translate = useTranslate();
  return (
    <main role="alert">
      <h1>{translate("common.sign_in.failed_title")}</h1>
      <p>{translate("common.sign_in.failed")}</p>
      <button type="button" onClick={again}>
        {translate("common.sign_in.again")}
      </button>
    </main>
  );
}
