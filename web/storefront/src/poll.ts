/** Polling with growing pauses, suspended while the page is hidden. */

/** First pause in milliseconds, growth factor, and longest pause. */
const FIRST_PAUSE = 700;
const GROWTH = 1.4;
const LONGEST_PAUSE = 15_000;

/**
 * Calls `attempt` at once and then until it returns true; it must not throw. When the page becomes visible or connected
 * again it is called at once. Returns a function that stops it.
 */
export function poll(attempt: () => Promise<boolean>): () => void {
  const end = new AbortController();
  const { signal } = end;
  let pause = FIRST_PAUSE;
  let timer = 0;
  let inFlight = false;
  const stop = () => {
    window.clearTimeout(timer);
    end.abort();
  };
  const run = async () => {
    window.clearTimeout(timer);
    if (inFlight || document.hidden) return;
    inFlight = true;
    if (await attempt()) stop();
    inFlight = false;
    if (signal.aborted) return;
    timer = window.setTimeout(() => void run(), pause);
    pause = Math.min(pause * GROWTH, LONGEST_PAUSE);
  };
  const runSoon = () => {
    pause = FIRST_PAUSE;
    void run();
  };
  document.addEventListener("visibilitychange", runSoon, { signal });
  window.addEventListener("online", runSoon, { signal });
  void run();
  return stop;
}
