/**
 * Measures first visits: JavaScript, largest contentful paint and blocking time, in headless Chromium with a cold
 * cache, a CPU four times as slow and DevTools' slow 4G. Reports medians beside a bare page of the same run, because
 * machines differ; 562 ms of a bare page are the network's.
 */

import { type Browser, chromium, type Page } from "playwright-core";
import { it } from "vitest";
import { toCart } from "../storefront/customer";
import { launchOptions } from "../support/browser";
import { makeStaff, shop } from "../support/shop";
import { enterPassword, fillFirstCode } from "../support/sign-in";

const VISITS = 5;
/** Latency in milliseconds, throughput in bytes per second. */
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 184_320, uploadThroughput: 84_375 };
/** Goals of the product page: 0.7 s when a bare page took 0.57 s, and milliseconds of blocking. */
const GOALS: Partial<Record<string, { ofBare: number; blocking: number }>> = {
  product: { ofBare: 1.23, blocking: 20 },
};
const SCRIPT_GOAL_KB = 15;
/** Only the time of a task over this many milliseconds counts as blocking (web.dev/tbt). */
const LONG = 50;

type Visit = { lcp: number; element: string; blocking: number; script: number; bytes: number };

/** Steps to a page; `before` is not measured. */
type Way = { before?: (page: Page) => Promise<unknown>; go: (page: Page) => Promise<unknown> };

const PAGES: Record<string, Way> = {
  "bare page": to("/robots.txt"),
  home: to("/"),
  list: to("/products"),
  product: to("/products/articulated-dragon"),
  cart: { before: withCart, go: (page) => page.reload({ waitUntil: "networkidle" }) },
  checkout: { before: withCart, ...to("/checkout") },
  "back office": {
    before: async (page) => {
      await page.goto(shop.admin_site);
      await enterPassword(page, makeStaff("admin"));
      await fillFirstCode(page);
    },
    go: async (page) => {
      await page.getByRole("button", { name: "Confirm" }).click();
      await page.getByText("To be shipped").waitFor({ timeout: 60_000 });
      await page.waitForLoadState("networkidle");
    },
  },
};

function to(path: string): Way {
  return { go: (page) => page.goto(shop.storefront + path, { waitUntil: "networkidle" }) };
}

async function withCart(page: Page): Promise<void> {
  await toCart(page);
  await page.waitForLoadState("networkidle");
}

async function visit(page: Page, { before, go }: Way): Promise<Visit> {
  await before?.(page);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  await devtools.send("Network.emulateNetworkConditions", SLOW_4G);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  const sizes = { script: 0, bytes: 0 };
  const scripts = new Set<string>();
  devtools.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    sizes.bytes += encodedDataLength;
    if (scripts.has(requestId)) sizes.script += encodedDataLength;
  });
  await page.addInitScript(() => {
    const seen = { lcp: 0, element: "", blocking: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { element?: Element })[]) {
        seen.lcp = entry.startTime;
        seen.element = entry.element?.tagName ?? "";
      }
    }).observe({ type: "largest-contentful-paint", buffered: true });
    // Work before the first paint delays the paint and is counted there.
    const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity;
    new PerformanceObserver((list) => {
      for (const { startTime, duration } of list.getEntries())
        seen.blocking += Math.max(0, startTime + duration - Math.max(startTime, painted()) - 50);
    }).observe({ type: "longtask", buffered: true });
  });
  await go(page);
  const seen = await page.evaluate(
    () => (window as unknown as { seen: Omit<Visit, "script" | "bytes"> }).seen,
  );
  return { ...seen, ...sizes };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

async function measured(browser: Browser, way: Way): Promise<Visit> {
  const visits: Visit[] = [];
  for (let n = 0; n < VISITS; n += 1) {
    const page = await browser.newPage({ viewport: { width: 412, height: 823 } });
    visits.push(await visit(page, way));
    await page.close();
  }
  const of = (part: "lcp" | "blocking" | "script" | "bytes") => median(visits.map((one) => one[part]));
  const [lcp, blocking, script, bytes] = [of("lcp"), of("blocking"), of("script"), of("bytes")];
  return { lcp, element: visits[0]?.element ?? "", blocking, script, bytes };
}

function row(name: string, visit: Visit, bare: Visit): string {
  const goals = GOALS[name];
  const scriptGoal = name === "back office" ? undefined : SCRIPT_GOAL_KB;
  const beside = (value: string, goal: number | undefined) =>
    value.padStart(9) + (goal === undefined ? "" : `/${goal}`).padEnd(5);
  return [
    name.padEnd(12),
    visit.lcp.toFixed(0).padStart(7),
    beside((visit.lcp / bare.lcp).toFixed(2), goals?.ofBare),
    visit.element.padStart(8),
    beside(visit.blocking.toFixed(0), goals?.blocking),
    beside((visit.script / 1024).toFixed(1), scriptGoal),
    (visit.bytes / 1024).toFixed(1).padStart(7),
  ].join(" ");
}

it("measures first visits", { timeout: 600_000 }, async () => {
  const browser = await chromium.launch(launchOptions);
  const found = new Map<string, Visit>();
  for (const [name, way] of Object.entries(PAGES)) found.set(name, await measured(browser, way));
  await browser.close();
  const bare = found.get("bare page");
  if (!bare) throw new Error("there is nothing to compare with");
  const rows = [...found].map(([name, visit]) => row(name, visit, bare));
  const head = "page          LCP ms   of bare/goal  element  blocking ms/goal  JS KB/goal  all KB";
  console.log(
    [`medians of ${VISITS} visits; what a task takes beyond ${LONG} ms blocks`, head, ...rows].join("\n"),
  );
});
