/**
 * The first script, and all of it that is loaded before somebody is signed in. The pages come by an import of their own.
 * Nothing is awaited at the top: chunks of the pages import from this one, and would wait for it for ever.
 */

import { isSignInReturn, type SignInResult, startSession } from "./platform/auth";
import { loadConfig } from "./platform/config";
import { preferredLanguage } from "./platform/language";
import { start as german } from "./strings/de/common.json";
import { start as english } from "./strings/en/common.json";

void start();

async function start(): Promise<void> {
  // Who comes back is shown the pages in any case: they load while the sign-in is checked. If they do not, it is told below.
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

/** How somebody arrives. Who cannot even be told where to sign in is told that, instead of being shown nothing. */
async function arrive(): Promise<SignInResult> {
  try {
    return await startSession(await loadConfig());
  } catch (error) {
    console.error(error);
    return { failed: "start" };
  }
}

/** Says in the page's own plain text that the pages did not come; there is nothing yet that could say it better. */
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
