/**
 * Entry script: everything that is loaded before sign-in. The pages follow by dynamic import. Never await at top
 * level here: page chunks import from this one and would wait for it for ever.
 */

import { isSignInReturn, type SignInResult, startSession } from "./platform/auth";
import { loadConfig } from "./platform/config";
import { preferredLanguage } from "./platform/language";
import { start as german } from "./strings/de/common.json";
import { start as english } from "./strings/en/common.json";

void start();

async function start(): Promise<void> {
  // After a sign-in the pages are needed in any case, so they load while it is checked. A failure is handled below.
  if (isSignInReturn()) pages().catch(() => undefined);
  const arrival = await arrive();
  if ("redirecting" in arrival) return;
  await pages()
    .then(({ mountApp }) => mountApp(root(), arrival))
    .catch(showPlainError);
}

function pages(): Promise<typeof import("./mountApp")> {
  return import("./mountApp");
}

/** Starts the session. A failure to load the configuration is shown instead of a blank page. */
async function arrive(): Promise<SignInResult> {
  try {
    return await startSession(await loadConfig());
  } catch (error) {
    console.error(error);
    return { failed: "start" };
  }
}

/** Shows the error as plain text: the components that could show it did not load. */
function showPlainError(error: unknown): void {
  console.error(error);
  const messages = preferredLanguage() === "de" ? german : english;
  root().textContent = `${messages.failed_title}. ${messages.failed}`;
}

function root(): HTMLElement {
  const found = document.getElementById("root");
  if (!found) throw new Error("the page has no root");
  return found;
}
