/** Pages that their script brings: how they start, wait and fail. */

import { type ComponentChildren, type ComponentType, type RefObject, render } from "preact";
import { prefix, t } from "./i18n";

/** Renders a page into its place. */
export function mount(Page: ComponentType): void {
  const target = document.getElementById("island");
  if (!target) return;
  target.removeAttribute("aria-busy");
  target.textContent = "";
  render(<Page />, target);
}

/** Where the focus goes when what had it vanishes: not back to the top of the page. */
export function moveFocus(target?: Element | null): void {
  const focused = (target as HTMLElement | null | undefined) ?? document.getElementById("main");
  focused?.focus({ preventScroll: !target });
}

/** What is on its way. It stands below what people press, which must not move. */
export function Loading({ children }: { children?: ComponentChildren }) {
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

type LoadErrorProps = {
  message: string;
  retry: () => void;
  /** Where the focus goes, since the button vanishes; to the whole page unless told. */
  focusNext?: RefObject<HTMLElement | null>;
};

/** What went wrong, and a way to try it again. */
export function LoadError({ message, retry, focusNext }: LoadErrorProps) {
  return (
    <div>
      <Note>{message}</Note>
      <button
        type="button"
        onClick={() => {
          moveFocus(focusNext?.current);
          retry();
        }}
      >
        {t("retry")}
      </button>
    </div>
  );
}

/** The cart is there, whatever became of a purchase. */
export function BackToCart() {
  return (
    <a class="button" href={`${prefix}/cart`}>
      {t("back_cart")}
    </a>
  );
}

/** The id in the page's address: `/checkout/<id>/done`, `/track/<id>`. */
export function idFromPath(): string {
  return /\/(?:checkout|track)\/([^/]+)/.exec(location.pathname)?.[1] ?? "";
}
