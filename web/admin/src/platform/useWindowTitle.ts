import { useEffect } from "react";

/** The id of react-admin's title element. */
const TITLE = "react-admin-title";
const SHOP = "3D Things";

/** Syncs the document title with the page's title, for tabs, history and screen readers. */
export function useWindowTitle(): void {
  useEffect(() => {
    const shown = document.getElementById(TITLE);
    if (!shown) return undefined;
    const name = () => {
      const page = shown.textContent?.trim();
      document.title = page && page !== SHOP ? `${page} – ${SHOP}` : SHOP;
    };
    name();
    const observer = new MutationObserver(name);
    observer.observe(shown, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, []);
}
