/** Pages that their script brings: how they start, wait and fail. */

import { type ComponentChildren, type ComponentType, type RefObject, render } from "preact";
import { prefix, say } from "./words";

/** Renders a page into its place. */
export function mount(Page: ComponentType): void {
  const place = document.getElementById("island");
  if (!place) return;
  place.removeAttribute("aria-busy");
  place.textContent = "";
  render(<Page />, place);
}

/** Where the focus goes when what had it vanishes: not back to the top of the page. */
export function focusOn(place?: Element | null): void {
  const focused = (place as HTMLElement | null | undefined) ?? document.getElementById("main");
  focused?.focus({ preventScroll: !place });
}

/** What is on its way. It stands below what people press, which must not move. */
export function Waiting({ children }: { children?: ComponentChildren }) {
  return (
    <p class="waiting" role="status">
      {children}
    </p>
  );
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

type FailedProps = {
  sentence: string;
  retry: () => void;
  /** Where the focus goes, since the button vanishes; to the whole page unless told. */
  onward?: RefObject<HTMLElement | null>;
};

/** What went wrong, and a way to try it again. */
export function Failed({ sentence, retry, onward }: FailedProps) {
  return (
    <div>
      <Note>{sentence}</Note>
      <button
        type="button"
        onClick={() => {
          focusOn(onward?.current);
          retry();
        }}
      >
        {say("retry")}
      </button>
    </div>
  );
}

/** The cart is there, whatever became of a purchase. */
export function BackToCart() {
  return (
    <a class="button" href={`${prefix}/cart`}>
      {say("back_cart")}
    </a>
  );
}

/** The id in the page's address: `/checkout/<id>/done`, `/track/<id>`. */
export function idInAddress(): string {
  return /\/(?:checkout|track)\/([^/]+)/.exec(location.pathname)?.[1] ?? "";
}
