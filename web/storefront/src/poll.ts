/** Asking until there is an answer, at growing distances, and no more than the page is looked at. */

/** The first pause in milliseconds, by how much each next one is longer, and the longest. */
const FIRST_PAUSE = 700;
const GROWTH = 1.4;
const LONGEST_PAUSE = 15_000;

/**
 * Calls `ask`, which does not fail, at once and then until it says that it is done; whoever looks at the page again need
 * not wait. Answers what stops it.
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
  const onVisibilityChange = () => {
    pause = FIRST_PAUSE;
    void run();
  };
  document.addEventListener("visibilitychange", onVisibilityChange, { signal });
  void run();
  return stop;
}
