/** What runs on every page: the cart's counter, the way to one's own language, and the page's own script. */

import { count, onCartChange } from "./cart";
import { t } from "./i18n";
import { readItem, writeItem } from "./storage";

const PAGES: Record<string, () => Promise<{ start: () => void }>> = {
  product: () => import("./product"),
  cart: () => import("./pages/cart"),
  checkout: () => import("./pages/checkout"),
  done: () => import("./pages/done"),
  back: () => import("./pages/back"),
  track: () => import("./pages/track"),
  links: () => import("./pages/links"),
};

const LANGUAGE = "language";

/** Stripe and mails know one address for everybody: whoever reads another language is led on. */
function redirectToPreferredLanguage(): boolean {
  const away = /^\/(checkout|track)\//.test(location.pathname);
  if (!away || readItem(LANGUAGE) !== "de") return false;
  location.replace(`/de${location.pathname}${location.hash}`);
  return true;
}

function rememberLanguage(): void {
  writeItem(LANGUAGE, document.documentElement.lang);
  const other = document.querySelector<HTMLAnchorElement>("a[data-language]");
  if (!other) return;
  const choose = () => writeItem(LANGUAGE, other.dataset["language"] ?? "");
  // Also for a tab of its own, which would be led back otherwise.
  for (const type of ["click", "auxclick"]) other.addEventListener(type, choose);
  // What comes after the # is the customer's own.
  const follow = () => {
    other.hash = location.hash;
  };
  follow();
  window.addEventListener("hashchange", follow);
}

function showCount(): void {
  const place = document.getElementById("cart-count");
  if (!place) return;
  const pieces = count();
  place.hidden = pieces === 0;
  place.textContent = String(pieces);
}

/** Where the page's script would speak, its absence is told. */
function showLoadError(error: unknown): void {
  console.error(error);
  const place = document.getElementById("island") ?? document.getElementById("reason");
  place?.removeAttribute("aria-busy");
  place?.replaceChildren(t("unreachable"));
}

if (!redirectToPreferredLanguage()) {
  rememberLanguage();
  showCount();
  onCartChange(showCount);
  void PAGES[document.body.dataset["page"] ?? ""]?.().then((page) => page.start(), showLoadError);
}
