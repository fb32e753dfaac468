import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import type { SignInResult } from "./platform/auth";
import { languages } from "./platform/i18n";
import { StartupError } from "./platform/StartupError";

/** Renders the back office, or the reason why it could not start. */
export async function mountApp(
  root: HTMLElement,
  arrival: Exclude<SignInResult, { redirecting: true }>,
): Promise<void> {
  const i18n = await languages();
  createRoot(root).render(
    <StrictMode>
      {"session" in arrival ? (
        <App session={arrival.session} i18n={i18n} />
      ) : (
        <StartupError i18n={i18n} failure={arrival.failed} retry={() => window.location.assign("/")} />
      )}
    </StrictMode>,
  );
}
