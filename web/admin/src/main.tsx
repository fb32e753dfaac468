import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { begin } from "./platform/auth";
import { loadConfig } from "./platform/config";
import { languages } from "./platform/i18n";
import { SignInFailed } from "./platform/SignInFailed";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
const arrival = await begin(await loadConfig());
if (!("leaving" in arrival)) {
  const i18n = await languages();
  createRoot(root).render(
    <StrictMode>
      {"session" in arrival ? (
        <App session={arrival.session} i18n={i18n} />
      ) : (
        <SignInFailed i18n={i18n} again={arrival.failed} />
      )}
    </StrictMode>,
  );
}
