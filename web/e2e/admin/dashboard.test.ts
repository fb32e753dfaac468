/** How the shop does, for everybody's eyes, on every screen, in both languages. */

import type { BrowserContextOptions, Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { buy } from "../support/shop";
import { DARK, expectFits, NARROW } from "./viewport";

useBrowser();

let order: string;

beforeAll(async () => {
  order = await buy("twisted-vase", "sum@example.com");
});

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openAdmin("/", undefined, options);
  await page.getByText("To be shipped").waitFor();
  return page;
}

describe("the dashboard", () => {
  it("sums up, in pictures and in figures", async () => {
    const page = await open();
    await page.getByText(/^Busiest day: \d+ orders?$/).waitFor();
    await page.getByRole("img", { name: /^Orders per day, up to \d+;/ }).waitFor();
    await page.getByRole("img", { name: /^Revenue per day in EUR, up to €[\d.,]+;/ }).waitFor();
    await page.getByText("Orders by state reached").waitFor();
    await expectAccessible(page);
    await page.getByText("View as table").click();
    await expect.poll(() => page.locator("table tbody tr").count()).toBe(30);
  });

  it("leads from what is to be shipped to just that", async () => {
    const page = await open();
    await page.getByText("To be shipped").click();
    await page.waitForURL("**/orders/queue");
    await page.getByText("1 × Twisted vase").first().waitFor();
  });

  it("leads from what is overdue and from all orders to the list, whatever it showed before", async () => {
    const page = await open();
    await page.getByRole("link", { name: /^Overdue/ }).click();
    const state = page.getByRole("combobox", { name: "State" });
    await expect.poll(() => state.textContent()).toBe("Overdue");
    await page.getByRole("menuitem", { name: "Dashboard" }).click();
    await page.getByRole("link", { name: /^Orders/ }).click();
    await page.locator("tbody tr").first().waitFor();
    await expect.poll(() => state.textContent()).toBe("All");
  });

  it("fits a phone, and the dark", async () => {
    const page = await open({ ...NARROW, ...DARK });
    await expectFits(page);
    await expectAccessible(page);
  });
});

describe("the back office in German", () => {
  const german = { locale: "de-DE" };

  it("speaks German on the dashboard", async () => {
    const page = await openAdmin("/", undefined, german);
    await page.getByText("Zu versenden").waitFor();
    await page.getByText(/^Stärkster Tag: \d+ Bestellung/).waitFor();
    await expect.poll(() => page.locator("html").getAttribute("lang")).toBe("de");
    await expectAccessible(page);
  });

  it("speaks German on an order, and writes amounts and dates so", async () => {
    const page = await openAdmin(`/orders/${order}/show`, undefined, german);
    await page.getByRole("button", { name: "Fertigung beginnen" }).waitFor();
    await page.getByRole("button", { name: "Kundendaten anzeigen" }).waitFor();
    await page
      .getByText(/\d,\d\d\s€/)
      .first()
      .waitFor();
    await page
      .getByText(/^\d\d\.\d\d\.\d{4}/)
      .first()
      .waitFor();
    await expectAccessible(page);
  });
});
