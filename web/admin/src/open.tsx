import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import type { Arrival } from "./platform/auth";
import { Halted } from "./platform/Halted";
import { languages } from "./platform/i18n";

/** Shows the back office to who is signed in, and to the others why there is none. */
export async function open(root: HTMLElement, arrival: Exclude<Arrival, { leaving: true }>): Promise<void> {
  const i18n = await languages();
  createRoot(root).render(
    <StrictMode>
      {"session" in arrival ? (
        <App session={arrival.session} i18n={i18n} />
      ) : (
        <Halted i18n={i18n} why={arrival.failed} again={() => window.location.assign("/")} />
      )}
    </StrictMode>,
  );
}
