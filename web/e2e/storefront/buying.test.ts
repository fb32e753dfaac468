/** A customer buys, with each outcome that a payment can have. */

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible, newPage, useBrowser } from "../support/browser";
import { eventually, shop } from "../support/shop";

useBrowser();

/** Puts a product into the cart and goes to the checkout. */
async function toCheckout(page: Page, slug = "articulated-dragon"): Promise<void> {
  await page.goto(`${shop.storefront}/products/${slug}`);
  await page.getByRole("button", { name: "Add to cart" }).click();
  await page.getByRole("link", { name: "Open the cart" }).click();
  await page.getByRole("link", { name: "To checkout" }).click();
  await page.getByLabel("Ship to").selectOption({ label: "Germany" });
}

async function toPayment(page: Page): Promise<void> {
  await toCheckout(page);
  await page.getByRole("button", { name: /^Pay €/ }).click();
  await page.waitForURL(`${shop.pretend_stripe}/**`);
}

describe("buying", () => {
  it("goes from the first page to a paid order that can be followed", async () => {
    const page = await newPage();
    await page.goto(shop.storefront);
    await page.getByRole("link", { name: "See everything" }).click();
    await page.getByRole("link", { name: /Articulated dragon/ }).click();
    await page.getByLabel("Medium (24 cm)").check();
    await page.getByLabel("Ocean teal").check();
    await expect.poll(() => page.locator("#price").textContent()).toBe("€28.00");
    await expect.poll(() => page.locator("#lead").textContent()).toContain("Expected to ship by");
    await page.getByLabel("Quantity").fill("2");
    await expect.poll(() => page.locator("#price").textContent()).toBe("€56.00 (€28.00 each)");
    await page.getByRole("button", { name: "Add to cart" }).click();
    expect(await page.locator("#cart-count").textContent()).toBe("2");
    await page.getByRole("link", { name: "Open the cart" }).click();
    await page.getByRole("link", { name: "To checkout" }).click();
    await page.getByLabel("Ship to").selectOption({ label: "Germany" });
    await page.getByRole("button", { name: /^Pay €/ }).click();
    await page.waitForURL(`${shop.pretend_stripe}/**`);
    await page.getByLabel("E-mail").fill("buyer@example.com");
    await page
      .getByRole("button", { name: /^Pay\b/ })
      .first()
      .click();
    await page.waitForURL(`${shop.storefront}/checkout/*/done`);
    await page.getByText("Thank you. Your order is confirmed.").waitFor();
    const number = /3DT-[0-9A-Z]{8}/.exec((await page.locator("main").textContent()) ?? "")?.[0];
    expect(number).toBeDefined();
    await expectAccessible(page);
    expect(await page.locator("#cart-count").isVisible()).toBe(false);
    await page.goto(await linkIn(number ?? ""));
    await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
    await page.getByText("Paid, waiting for the printer").waitFor();
    await page.getByText("We received your payment.").waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Deutsch" }).click();
    await page.getByText("Wir haben Ihre Zahlung erhalten.").waitFor();
  });

  it("stays possible after the card was declined", async () => {
    const page = await newPage();
    await toPayment(page);
    await page.getByLabel("E-mail").fill("declined@example.com");
    await page.getByRole("button", { name: /decline/i }).click();
    await page
      .getByText(/declined/i)
      .first()
      .waitFor();
    await page
      .getByRole("button", { name: /^Pay\b/ })
      .first()
      .click();
    await page.getByText("Thank you. Your order is confirmed.").waitFor();
  });

  it("says that a bank's payment is still pending, and comes back to it", async () => {
    const page = await newPage();
    await toPayment(page);
    await page.getByLabel("E-mail").fill("bank@example.com");
    await page.getByRole("button", { name: /bank/i }).first().click();
    await page.waitForURL(`${shop.storefront}/checkout/*/done`);
    await page.getByText("Waiting for the payment").waitFor();
    await page.getByText("You will get a mail as soon as it is confirmed").waitFor();
    expect(await page.locator("#cart-count").textContent()).toBe("1");
  });

  it("can be left on the payment page, taken up again, and cancelled", async () => {
    const page = await newPage();
    await toPayment(page);
    await page.getByRole("button", { name: /Abandon/ }).click();
    await page.getByText("You have not paid yet.").waitFor();
    await expectAccessible(page);
    const onward = await page.getByRole("link", { name: "Back to payment" }).getAttribute("href");
    expect(onward).toContain(shop.pretend_stripe);
    await page.getByRole("button", { name: "Cancel the purchase" }).click();
    await page.getByText("This purchase was cancelled.").waitFor();
    expect(await page.locator("#cart-count").textContent()).toBe("1");
  });

  it("finds the cart and the button again after the browser's own way back", async () => {
    const page = await newPage();
    await toPayment(page);
    await page.goBack();
    const button = page.getByRole("button", { name: /^Pay €/ });
    await button.waitFor();
    expect(await button.isEnabled()).toBe(true);
  });
});

/** The tracking link in the receipt of an order. */
async function linkIn(number: string): Promise<string> {
  return eventually("the receipt", async () => {
    const mails = (await (await fetch(`${shop.mailbox}.json`)).json()) as { BodyText: string }[];
    const receipt = mails.find((mail) => mail.BodyText.includes(number));
    return /https?:\/\/\S+\/track\/\S+/.exec(receipt?.BodyText ?? "")?.[0];
  });
}
