/** Accessibility of buying: axe findings, small screens, keyboard only. */

import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { asAdmin, move } from "../admin/staff";
import { expectAccessible, newPage, useBrowser } from "../support/browser";
import { shop } from "../support/shop";
import { onStripe, order, payButton, toCart, toCheckout, toPayment } from "./customer";

useBrowser();

/** Asserts that the page is accessible and does not scroll sideways. */
async function expectForAll(page: Page): Promise<void> {
  await expectAccessible(page);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(beyond).toBeLessThanOrEqual(0);
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tab key does not lead to ${target}`);
}

describe.each([
  { colorScheme: "light", viewport: { width: 1280, height: 900 } },
  { colorScheme: "dark", viewport: { width: 320, height: 640 } },
] as const)("in $colorScheme colours, at $viewport.width pixels", (look) => {
  it("the cart and the checkout are accessible", async () => {
    const page = await newPage(look);
    await toCart(page);
    await page.getByText("Subtotal").waitFor();
    await expectForAll(page);
    await page.getByRole("link", { name: "Go to checkout" }).click();
    await expect.poll(() => payButton(page).isEnabled()).toBe(true);
    await expectForAll(page);
  });

  it("an excluded combination is accessible", async () => {
    const page = await newPage(look);
    await page.goto(`${shop.storefront}/products/articulated-dragon`);
    await page.getByLabel("ABS").check();
    await page.getByLabel("Gold").check();
    await page.getByText("ABS and Gold cannot be combined.").waitFor();
    await expectForAll(page);
  });

  it("the pages that Stripe redirects to are accessible", async () => {
    const page = await newPage(look);
    await toPayment(page);
    await onStripe.abandon(page);
    await expectForAll(page);
    await page.getByRole("link", { name: "Continue to payment" }).click();
    await onStripe.pay(page, "look@example.com");
    await page.getByText("Thank you. Your order is confirmed.").waitFor();
    await expectForAll(page);
  });

  it("an order with a very long tracking number is accessible", async () => {
    const staff = await asAdmin();
    const { id, link } = await order(staff, "look@example.com");
    await move(staff, id, { to: "processing", details_verified: true });
    await move(staff, id, {
      to: "shipped",
      carrier: "DHL",
      tracking_number: "00340434161094042557".repeat(4),
    });
    const page = await newPage(look);
    await page.goto(link);
    await page.getByRole("link", { name: "Track parcel" }).waitFor();
    await expectForAll(page);
  });

  it("a page in German is accessible", async () => {
    const page = await newPage(look);
    await toCart(page, "honeycomb-pen-cup", "/de");
    await page.getByRole("link", { name: "Zur Kasse" }).waitFor();
    await page.getByLabel(/^Anzahl/).fill("99");
    await page.getByLabel(/^Anzahl/).blur();
    const amount = page.locator(".total dd span");
    await expect.poll(() => amount.textContent()).toMatch(/^1\.\d{3},\d\d/);
    for (const text of [page.getByText("Zwischensumme"), amount]) {
      expect(await text.evaluate((shown) => shown.getClientRects().length), String(text)).toBe(1);
    }
    await expectForAll(page);
  });
});

describe("the keyboard", () => {
  it("reaches the payment page", async () => {
    const page = await newPage();
    await page.goto(`${shop.storefront}/products/articulated-dragon`);
    await tabTo(page, page.getByLabel("Small (12 cm)"));
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.getByLabel("Medium (24 cm)").isChecked()).toBe(true);
    await tabTo(page, page.getByRole("button", { name: "Add to cart" }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("link", { name: "View cart" }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("link", { name: "Go to checkout" }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Ship to"));
    await page.keyboard.type("Germany");
    await tabTo(page, payButton(page));
    await expect.poll(() => payButton(page).isEnabled()).toBe(true);
    await page.keyboard.press("Enter");
    await page.waitForURL(`${shop.pretend_stripe}/**`);
  });

  it("does not lose focus when the shop is unavailable", async () => {
    const page = await newPage();
    await toCheckout(page);
    await page.route("**/api/checkouts", (route) => route.abort());
    await tabTo(page, payButton(page));
    await page.keyboard.press("Enter");
    await page.getByText("The shop is unavailable right now.").waitFor();
    await expect
      .poll(() => payButton(page).evaluate((button) => button === document.activeElement))
      .toBe(true);
  });
});
