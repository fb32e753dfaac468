/** Asking until there is an answer, at growing distances, and no more than the page is looked at. */

/** The first pause in milliseconds, by how much each next one is longer, and the longest. */
const FIRST = 700;
const GROWTH = 1.4;
const LONGEST = 15_000;

/**
 * Calls `ask`, which does not fail, at once and then until it says that it is done; whoever looks at the page again need
 * not wait. Answers what stops it.
 */
export function poll(ask: () => Promise<boolean>): () => void {
  const end = new AbortController();
  const { signal } = end;
  let pause = FIRST;
  let timer = 0;
  let asking = false;
  const stop = () => {
    window.clearTimeout(timer);
    end.abort();
  };
  const run = async () => {
    window.clearTimeout(timer);
    if (asking || document.hidden) return;
    asking = true;
    if (await ask()) stop();
    asking = false;
    if (signal.aborted) return;
    timer = window.setTimeout(() => void run(), pause);
    pause = Math.min(pause * GROWTH, LONGEST);
  };
  const turned = () => {
    pause = FIRST;
    void run();
  };
  document.addEventListener("visibilitychange", turned, { signal });
  void run();
  return stop;
}
