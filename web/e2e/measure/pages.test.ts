/**
 * What a first visit costs: JavaScript, largest contentful paint and blocking time, in headless Chromium with a cold
 * cache at slow 4G (562.5 ms a request, 1.44 Mbit/s: Lighthouse's applied throttling) and a processor four times as slow.
 * Medians of a few visits, beside a bare page in the same run.
 */

import { chromium, type Page } from "playwright-core";
import { it } from "vitest";
import { launchOptions } from "../support/browser";
import { shop } from "../support/shop";

const VISITS = 5;
const SLOW_4G = { offline: false, latency: 562.5, downloadThroughput: 184_320, uploadThroughput: 84_375 };
/** A task blocks with what it takes beyond this, in milliseconds (web.dev/tbt). */
const LONG = 50;

type Visit = { lcp: number; element: string; blocking: number; script: number; bytes: number };

const PAGES: Record<string, string> = {
  "bare page": `${shop.storefront}/robots.txt`,
  home: `${shop.storefront}/`,
  list: `${shop.storefront}/products`,
  product: `${shop.storefront}/products/articulated-dragon`,
  cart: `${shop.storefront}/cart`,
};

async function visit(page: Page, url: string): Promise<Visit> {
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
    // What is done before anything is seen delays the paint, and counts there.
    const painted = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if (entry.startTime > painted()) seen.blocking += Math.max(0, entry.duration - 50);
    }).observe({ type: "longtask", buffered: true });
  });
  await page.goto(url, { waitUntil: "networkidle" });
  const seen = await page.evaluate(
    () => (window as unknown as { seen: Omit<Visit, "script" | "bytes"> }).seen,
  );
  return { ...seen, ...sizes };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

it("measures first visits", async () => {
  const browser = await chromium.launch(launchOptions);
  console.log(`tasks longer than ${LONG} ms count as blocking; medians of ${VISITS} visits\n`);
  console.log("page         LCP ms  element  blocking ms  JavaScript KB  all KB");
  for (const [name, url] of Object.entries(PAGES)) {
    const visits: Visit[] = [];
    for (let n = 0; n < VISITS; n += 1) {
      const page = await browser.newPage({ viewport: { width: 412, height: 823 } });
      visits.push(await visit(page, url));
      await page.close();
    }
    const of = (part: "lcp" | "blocking" | "script" | "bytes") => median(visits.map((one) => one[part]));
    console.log(
      name.padEnd(12),
      of("lcp").toFixed(0).padStart(6),
      (visits[0]?.element ?? "").padStart(8),
      of("blocking").toFixed(0).padStart(12),
      (of("script") / 1024).toFixed(1).padStart(14),
      (of("bytes") / 1024).toFixed(1).padStart(7),
    );
  }
  await browser.close();
}, 300_000);
