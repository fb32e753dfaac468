/** Islands: mounting, loading states and errors of client-rendered pages. */

import { type ComponentChildren, type ComponentType, type RefObject, render } from "preact";
import { prefix, t } from "./i18n";

/** Renders a page into the island. */
export function mount(Page: ComponentType): void {
  const target = document.getElementById("island");
  if (!target) return;
  target.removeAttribute("aria-busy");
  target.textContent = "";
  render(<Page />, target);
}

/** Moves the focus when its element disappears, so that it does not return to the top of the page. */
export function moveFocus(target?: Element | null): void {
  const focused = (target as HTMLElement | null | undefined) ?? document.getElementById("main");
  focused?.focus({ preventScroll: !target });
}

/** Loading state. It is placed below the controls, so that they do not move. */
export function Loading({ children }: { children?: string | false | undefined }) {
  return (
    <p class="waiting" role="status">
      {children && <Changing text={children} />}
    </p>
  );
}

type ChangingProps = {
  text: string;
  /** True for an amount, which is not to be translated. */ exact?: boolean;
};

/**
 * Text that may change, in a new element each time: a browser that translates the page has replaced the text nodes, so
 * that a change of the old one would not be seen.
 */
export function Changing({ text, exact = false }: ChangingProps) {
  return (
    <span key={text} {...(exact ? { translate: false } : {})}>
      {text}
    </span>
  );
}

/** Message with an alert or status role. */
export function Note({ good, children }: { good?: boolean; children: ComponentChildren }) {
  return (
    <p class={good ? "note good" : "note"} role={good ? "status" : "alert"}>
      {children}
    </p>
  );
}

/** Message with a title. */
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
  /** Receives the focus when the button disappears; the whole page by default. */
  focusNext?: RefObject<HTMLElement | null>;
};

/** Error message with a retry button. */
export function LoadError({ message, retry, focusNext }: LoadErrorProps) {
  return (
    <div>
      <Note>
        <Changing text={message} />
      </Note>
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

export function BackToCart() {
  return (
    <a class="button" href={`${prefix}/cart`}>
      {t("back_cart")}
    </a>
  );
}

/** Returns the id of a path like `/checkout/<id>/done` or `/track/<id>`. */
export function idFromPath(): string {
  return /\/(?:checkout|track)\/([^/]+)/.exec(location.pathname)?.[1] ?? "";
}
