import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { type Arrival, begin } from "./platform/auth";
import { loadConfig } from "./platform/config";
import { Halted } from "./platform/Halted";
import { languages } from "./platform/i18n";

const root = document.getElementById("root");
if (!root) throw new Error("the page has no root");
const arrival = await arrive();
if (!("leaving" in arrival)) {
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

/** How somebody arrives. Who cannot even be told where to sign in is told that, instead of being shown nothing. */
async function arrive(): Promise<Arrival> {
  try {
    return await begin(await loadConfig());
  } catch (error) {
    console.error(error);
    return { failed: "start" };
  }
}
