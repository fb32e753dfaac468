import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { begin } from "./platform/auth";
import { loadConfig } from "./platform/config";
import { languages } from "./platform/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
const session = await begin(await loadConfig());
if (session) {
  createRoot(root).render(
    <StrictMode>
      <App session={session} i18n={await languages()} />
    </StrictMode>,
  );
}
