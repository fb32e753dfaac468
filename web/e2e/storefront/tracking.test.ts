/** Order tracking by its secret link. */

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { asAdmin, move, orderOf, type Staff } from "../admin/staff";
import { expectAccessible, newPage, useBrowser } from "../support/browser";
import { shop } from "../support/shop";
import { linksIn, order } from "./customer";

useBrowser();

let staff: Staff;

beforeAll(async () => {
  staff = await asAdmin();
});

const bought = (email: string) => order(staff, email);

/** Reloads the page until it contains the sentence. */
async function says(page: Page, sentence: string): Promise<void> {
  await expect
    .poll(async () => {
      await page.reload();
      await page.getByRole("heading", { name: /^Order 3DT-/ }).waitFor();
      return page.locator("main").textContent();
    })
    .toContain(sentence);
}

describe("tracking an order", () => {
  it("shows the parcel and the order's history", async () => {
    const { id, link } = await bought("parcel@example.com");
    await move(staff, id, { to: "processing", details_verified: true });
    await move(staff, id, { to: "shipped", carrier: "DHL", tracking_number: "00340434161094042557" });
    const page = await newPage();
    await page.goto(link);
    await page.getByText("On its way", { exact: true }).waitFor();
    await page.getByText("We started making your order.").waitFor();
    await page.getByText("We shipped your order with DHL.").waitFor();
    const parcel = page.getByRole("link", { name: "Track parcel" });
    await expect.poll(() => parcel.getAttribute("href")).toContain("tracking-id=00340434161094042557");
    await expectAccessible(page);
  });

  it("shows refunds", async () => {
    const { id, link } = await bought("refund@example.com");
    const { version } = await orderOf<{ version: number }>(staff, id);
    const amount = { amount: 200, currency: "EUR" };
    const body = { version, reason: "a scratch", amount };
    await staff("POST", `/admin/orders/${id}/refunds`, { body });
    const page = await newPage();
    await page.goto(link);
    await says(page, "We refunded you €2.00.");
    await page.getByRole("heading", { name: "Refunds" }).waitFor();
    await expect.poll(() => page.locator("main").textContent()).toContain("€2.00, refunded");
    await expectAccessible(page);
  });

  it("accepts another link in the same tab", async () => {
    const { number, link } = await bought("tab@example.com");
    const page = await newPage();
    await page.goto(`${link.split("#")[0]}#not-the-secret`);
    await page.getByText("This link is not valid.").waitFor();
    await expectAccessible(page);
    await page.goto(link);
    await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
  });

  it("stays in the language opened in a new tab", async () => {
    const { number, link } = await bought("sprache@example.com");
    const page = await newPage();
    await page.goto(link.replace(shop.storefront, `${shop.storefront}/de`));
    await page.getByRole("heading", { name: `Bestellung ${number}` }).waitFor();
    const opening = page.context().waitForEvent("page");
    await page.getByRole("link", { name: "English" }).click({ button: "middle" });
    const other = await opening;
    await other.getByRole("heading", { name: `Order ${number}` }).waitFor();
    expect(other.url()).toBe(link);
  });
});

describe("a lost link", () => {
  it("is sent again by mail", async () => {
    const { number, link } = await bought("lost@example.com");
    const page = await newPage();
    await page.goto(`${shop.storefront}/track`);
    await page.getByLabel("E-mail address used for the order").fill("lost@example.com");
    await page.getByLabel("Order number (optional)").fill(number.toLowerCase());
    await page.getByRole("button", { name: "Send link" }).click();
    await page.getByText("If we find a matching order, we will send its link").waitFor();
    await expectAccessible(page);
    await expect.poll(() => linksIn(number, 2)).toEqual([link, link]);
  });

  it("shows an understandable error for an invalid number", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/de/track`);
    await page.getByLabel("E-Mail-Adresse").fill("lost@example.com");
    await page.getByLabel("Bestellnummer (optional)").fill("12345");
    await page.getByRole("button", { name: "Link senden" }).click();
    await page.getByText("Bitte prüfen Sie die Bestellnummer.").waitFor();
  });
});
