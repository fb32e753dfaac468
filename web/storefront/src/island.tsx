/** Pages that their script brings: how they start, wait and fail. */

import { type ComponentChildren, type ComponentType, render } from "preact";
import { say } from "./words";

/** Renders a page into its place. */
export function mount(Page: ComponentType): void {
  const place = document.getElementById("island");
  if (!place) return;
  place.removeAttribute("aria-busy");
  place.textContent = "";
  render(<Page />, place);
}

/** A sentence that needs attention. */
export function Note({ good, children }: { good?: boolean; children: ComponentChildren }) {
  return (
    <p class={good ? "note good" : "note"} role={good ? "status" : "alert"}>
      {children}
    </p>
  );
}

/** What went wrong, and a way to try it again. */
export function Failed({ sentence, retry }: { sentence: string; retry: () => void }) {
  return (
    <div>
      <Note>{sentence}</Note>
      <button type="button" onClick={retry}>
        {say("retry")}
      </button>
    </div>
  );
}

/** The id in the page's address: `/checkout/<id>/done`, `/track/<id>`. */
export function idInAddress(): string {
  return /\/(?:checkout|track)\/([^/]+)/.exec(location.pathname)?.[1] ?? "";
}
