/** Repeats a request that failed, as soon as the browser is connected again. */

import { useEffect } from "preact/hooks";

export function useReconnect(failed: boolean, retry: () => void): void {
  useEffect(() => {
    if (!failed) return;
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, [failed, retry]);
}
