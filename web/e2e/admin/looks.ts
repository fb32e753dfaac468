/** How pages of the back office are looked at. */

import type { Page } from "playwright-core";
import { expect } from "vitest";

/** A phone, upright. */
export const NARROW = { viewport: { width: 360, height: 800 } };

export const DARK = { colorScheme: "dark" } as const;

/** That a phone's page is as wide as the phone: what does not fit scrolls inside of its own frame. */
export async function expectFits(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(NARROW.viewport.width);
}

/** Waits until something is in this state, as its label says. */
export async function expectState(page: Page, state: string): Promise<void> {
  await page.locator(".MuiChip-label", { hasText: state }).first().waitFor();
}
