/** What runs on every page: the cart's counter, the way to one's own language, and the page's own script. */

import { count, onCartChange } from "./cart";

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
function comeHome(): boolean {
  const away = /^\/(checkout|track)\//.test(location.pathname);
  if (!away || localStorage.getItem(LANGUAGE) !== "de") return false;
  location.replace(`/de${location.pathname}${location.hash}`);
  return true;
}

function rememberLanguage(): void {
  localStorage.setItem(LANGUAGE, document.documentElement.lang);
  const other = document.querySelector<HTMLAnchorElement>("a[data-language]");
  other?.addEventListener("click", () => {
    localStorage.setItem(LANGUAGE, other.dataset["language"] ?? "");
    // What comes after the # is the customer's own.
    other.hash = location.hash;
  });
}

function showCount(): void {
  const place = document.getElementById("cart-count");
  if (!place) return;
  const pieces = count();
  place.hidden = pieces === 0;
  place.textContent = String(pieces);
}

if (!comeHome()) {
  rememberLanguage();
  showCount();
  onCartChange(showCount);
  void PAGES[document.body.dataset["page"] ?? ""]?.().then((page) => page.start());
}
