import { useEffect } from "react";

/** Where react-admin's pages put their titles. */
const TITLE = "react-admin-title";
const SHOP = "3D Things";

/** The window is named after the page that it shows, for tabs, histories and whoever has it read aloud. */
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
