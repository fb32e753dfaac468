/** Layout shift on a phone: nothing in sight moves while a page loads (https://web.dev/articles/cls). */

import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { newPage, useBrowser } from "../support/browser";
import { shop } from "../support/shop";
import { toCart } from "./customer";

useBrowser();

/** Half of what counts as good. */
const MOST = 0.05;
/** Milliseconds of a response on a slow connection, so that each part of the page arrives by itself. */
const LATENCY = 400;

type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean };

/** Adds up the shifts that no input caused. */
function observeShifts(): void {
  const total = Object.assign(window, { shift: 0 });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Shift[]) if (!entry.hadRecentInput) total.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}

async function shiftOf(page: Page, path: string, last: RegExp): Promise<number> {
  await page.addInitScript(observeShifts);
  await page.route("**/api/**", async (route) => {
    await setTimeout(LATENCY);
    await route.continue();
  });
  await page.goto(shop.storefront + path);
  await page.getByText(last).first().waitFor();
  await page.waitForLoadState("networkidle");
  return page.evaluate(() => (window as unknown as { shift: number }).shift);
}

describe("on a phone", () => {
  it.each([
    ["/products/articulated-dragon", /Expected to ship by/],
    ["/cart", /Go to checkout/],
    ["/checkout", /^Pay /],
    ["/de/checkout", / bezahlen$/],
  ])("nothing on %s moves while it loads", async (path, last) => {
    const page = await newPage({ viewport: { width: 390, height: 844 } });
    await toCart(page);
    await page.getByText("Go to checkout").waitFor();
    expect(await shiftOf(page, path, last)).toBeLessThanOrEqual(MOST);
  });
});
