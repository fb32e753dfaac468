/** Dashboard: accessible, on phones, in both languages. */

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
  it("shows charts and figures", async () => {
    const page = await open();
    await page.getByText(/^Busiest day: \d+ orders?$/).waitFor();
    await page.getByRole("img", { name: /^Orders per day, up to \d+;/ }).waitFor();
    await page.getByRole("img", { name: /^Revenue per day in EUR, up to €[\d.,]+;/ }).waitFor();
    await page.getByText("Orders by state reached").waitFor();
    await expectAccessible(page);
    await page.getByText("View as table").click();
    await expect.poll(() => page.locator("table tbody tr").count()).toBe(30);
  });

  it('links "To be shipped" to the print queue', async () => {
    const page = await open();
    await page.getByText("To be shipped").click();
    await page.waitForURL("**/orders/queue");
    await page.getByText("1 × Twisted vase").first().waitFor();
  });

  it("links to the list with its own filter", async () => {
    const page = await open();
    await page.getByRole("link", { name: /^Overdue/ }).click();
    const state = page.getByRole("combobox", { name: "State" });
    await expect.poll(() => state.textContent()).toBe("Overdue");
    await page.getByRole("menuitem", { name: "Dashboard" }).click();
    await page.getByRole("link", { name: /^Orders/ }).click();
    await page.locator("tbody tr").first().waitFor();
    await expect.poll(() => state.textContent()).toBe("All");
  });

  it("fits a phone in dark mode", async () => {
    const page = await open({ ...NARROW, ...DARK });
    await expectFits(page);
    await expectAccessible(page);
  });
});

describe("the back office in German", () => {
  const german = { locale: "de-DE" };

  it("shows the dashboard in German", async () => {
    const page = await openAdmin("/", undefined, german);
    await page.getByText("Zu versenden").waitFor();
    await page.getByText(/^Stärkster Tag: \d+ Bestellung/).waitFor();
    await expect.poll(() => page.locator("html").getAttribute("lang")).toBe("de");
    await expectAccessible(page);
  });

  it("shows an order with German amounts and dates", async () => {
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
