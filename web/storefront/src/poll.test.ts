// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { deferred } from "./mockApi";
import { poll } from "./poll";

/** Sets the page's visibility. */
function look(at: boolean): void {
  vi.spyOn(document, "hidden", "get").mockReturnValue(!at);
  document.dispatchEvent(new Event("visibilitychange"));
}

let stop: () => void = () => undefined;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("polling", () => {
  it("pauses longer each time, and ends with the result", async () => {
    const ask = vi.fn().mockResolvedValue(false);
    stop = poll(ask);
    await vi.advanceTimersByTimeAsync(60_000);
    const before = ask.mock.calls.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask.mock.calls.length - before).toBeGreaterThanOrEqual(4);
    expect(ask.mock.calls.length - before).toBeLessThan(before);
    ask.mockResolvedValue(true);
    await vi.advanceTimersByTimeAsync(15_000);
    const all = ask.mock.calls.length;
    look(true);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledTimes(all);
  });

  it("stops on a hidden page, and restarts when it is visible", async () => {
    const ask = vi.fn().mockResolvedValue(false);
    stop = poll(ask);
    await vi.advanceTimersByTimeAsync(60_000);
    look(false);
    ask.mockClear();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).not.toHaveBeenCalled();
    look(true);
    expect(ask).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(800);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("never has two requests in flight", async () => {
    const first = deferred<boolean>();
    const ask = vi.fn(() => first.promise);
    stop = poll(ask);
    look(false);
    look(true);
    expect(ask).toHaveBeenCalledOnce();
    first.resolve(false);
    await vi.advanceTimersByTimeAsync(800);
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("can be stopped, also during a request", async () => {
    const first = deferred<boolean>();
    const ask = vi.fn(() => first.promise);
    poll(ask)();
    first.resolve(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(ask).toHaveBeenCalledOnce();
  });
});
