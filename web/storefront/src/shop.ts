/** Runs on every page: cart badge, language redirect and the page's own script. */

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

/** Links from Stripe and mails have no language, so readers of another one are redirected. */
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
  // Also for new tabs, which would be redirected back otherwise.
  for (const type of ["click", "auxclick"]) other.addEventListener(type, choose);
  // The fragment holds the customer's secret.
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

/** Shows a load error in place of the page's content. A script that failed to load needs the page again. */
function showLoadError(error: unknown): void {
  console.error(error);
  window.addEventListener("online", () => location.reload(), { once: true });
  const place = document.getElementById("island") ?? document.getElementById("reason");
  place?.removeAttribute("aria-busy");
  place?.replaceChildren(t(navigator.onLine ? "unreachable" : "offline"));
}

if (!redirectToPreferredLanguage()) {
  rememberLanguage();
  showCount();
  onCartChange(showCount);
  void PAGES[document.body.dataset["page"] ?? ""]?.().then((page) => page.start(), showLoadError);
}
