/** Pages that their script brings: how they start, wait and fail. */

import { type ComponentChildren, type ComponentType, render } from "preact";
import { prefix, say } from "./words";

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

/** What happened, and what that means. */
export function Notice({ good = false, title, text }: { good?: boolean; title: string; text: string }) {
  return (
    <Note good={good}>
      <strong>{title}</strong>
      <br />
      {text}
    </Note>
  );
}

/** How a purchase ended, and the way back to the cart. */
export function Ended({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <Notice title={title} text={text} />
      <a class="button" href={`${prefix}/cart`}>
        {say("back_cart")}
      </a>
    </div>
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
