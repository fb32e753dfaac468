/** Asking until there is an answer, at growing distances, and no more than the page is looked at. */

/** The first pause in milliseconds, by how much each next one is longer, and the longest. */
const FIRST = 700;
const GROWTH = 1.4;
const LONGEST = 15_000;

/** Calls `ask`, which does not fail, at once and then until it says that it is done. Answers what stops it. */
export function poll(ask: () => Promise<boolean>): () => void {
  let pause = FIRST;
  let timer = 0;
  let stopped = false;
  const run = async () => {
    const done = !document.hidden && (await ask());
    if (done || stopped) return;
    timer = window.setTimeout(() => void run(), pause);
    pause = Math.min(pause * GROWTH, LONGEST);
  };
  void run();
  return () => {
    stopped = true;
    window.clearTimeout(timer);
  };
}
