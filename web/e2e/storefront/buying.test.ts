/** Buying, with every outcome of a payment. */

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible, newPage, useBrowser } from "../support/browser";
import { shop } from "../support/shop";
import { cartCount, linksIn, onStripe, payButton, toCart, toCheckout, toPayment } from "./customer";

useBrowser();

const CONFIRMED = "Thank you. Your order is confirmed.";

describe("buying", () => {
  it("goes from the home page to a paid order that can be tracked", async () => {
    const page = await newPage();
    await page.goto(shop.storefront);
    await page.getByRole("link", { name: "View all products" }).click();
    // The full list may have several pages.
    await page.getByLabel("Category").selectOption({ label: "Toys" });
    await page.getByRole("button", { name: "Apply filters" }).click();
    await page.getByRole("heading", { name: "Toys", level: 1 }).waitFor();
    await page.getByRole("link", { name: /Articulated dragon/ }).click();
    await page.getByLabel("Medium (24 cm)").check();
    await page.getByLabel("Ocean teal").check();
    await expect.poll(() => page.locator("#price").textContent()).toBe("€28.00");
    await expect.poll(() => page.locator("#lead").textContent()).toContain("Expected to ship by");
    await page.getByLabel("Quantity").fill("2");
    await expect.poll(() => page.locator("#price").textContent()).toBe("€56.00 (€28.00 each)");
    await page.getByRole("button", { name: "Add to cart" }).click();
    await expect.poll(() => cartCount(page)).toBe("2");
    await page.getByRole("link", { name: "View cart" }).click();
    const picture = page.locator(".lines img");
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(160);
    await page.getByRole("link", { name: "Go to checkout" }).click();
    await picture.waitFor();
    await page.getByLabel("Ship to").selectOption({ label: "Germany" });
    await payButton(page).click();
    await page.waitForURL(`${shop.pretend_stripe}/**`);
    await onStripe.pay(page, "buyer@example.com");
    await page.getByText(CONFIRMED).waitFor();
    const number = /3DT-[0-9A-Z]{8}/.exec((await page.locator("main").textContent()) ?? "")?.[0] ?? "";
    await expectAccessible(page);
    await expect.poll(() => cartCount(page)).toBeNull();
    const [link = ""] = await linksIn(number);
    await page.goto(link);
    await page.getByRole("heading", { name: `Order ${number}` }).waitFor();
    await page.getByText("Paid, waiting to be printed").waitFor();
    await page.getByText("We received your payment.").waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Deutsch" }).click();
    await page.getByText("Wir haben Ihre Zahlung erhalten.").waitFor();
  });

  it("changes a quantity in the cart, and removes a line", async () => {
    const page = await newPage();
    await toCart(page);
    await toCart(page, "planetary-gear-fidget");
    const dragon = page.getByRole("listitem").filter({ hasText: "Articulated dragon" });
    await dragon.getByLabel("Quantity of Articulated dragon").fill("3");
    await dragon.getByLabel("Quantity of Articulated dragon").blur();
    await dragon.getByText("€57.00").waitFor();
    await expect.poll(() => cartCount(page)).toBe("4");
    await page.getByRole("button", { name: "Remove Articulated dragon" }).click();
    await dragon.waitFor({ state: "detached" });
    await expect.poll(() => page.locator(":focus").textContent()).toContain("Planetary gear fidget");
    await page.reload();
    await page.getByText("Subtotal").waitFor();
    await expect.poll(() => cartCount(page)).toBe("1");
  });

  it("opens the same payment page in a second tab, and shows the order there once it is paid", async () => {
    const page = await newPage();
    await toPayment(page);
    const paymentPage = page.url();
    const tab = await page.context().newPage();
    await tab.goto(`${shop.storefront}/checkout`);
    await payButton(tab).click();
    await tab.waitForURL(paymentPage);
    await tab.goto(`${shop.storefront}/checkout`);
    await payButton(tab).waitFor();
    await fetch(`${paymentPage}/pay`, {
      method: "POST",
      body: new URLSearchParams({ email: "tabs@example.com" }),
      redirect: "manual",
    });
    await tab.getByLabel("Ship to").selectOption({ label: "Austria" });
    await payButton(tab).click();
    await tab.waitForURL(`${shop.storefront}/**/done`);
    await tab.getByText(CONFIRMED).waitFor();
    await expect.poll(() => cartCount(tab)).toBeNull();
  });

  it("does not touch items added after paying", async () => {
    const page = await newPage();
    await toPayment(page);
    await onStripe.pay(page, "again@example.com");
    await page.getByText(CONFIRMED).waitFor();
    const paid = page.url();
    await toCart(page);
    await page.goto(paid);
    await page.getByText(CONFIRMED).waitFor();
    await expect.poll(() => cartCount(page)).toBe("1");
  });

  it("can be retried after the card was declined", async () => {
    const page = await newPage();
    await toPayment(page);
    await page.getByLabel("E-mail").fill("declined@example.com");
    await page.getByRole("button", { name: /decline/i }).click();
    await page
      .getByText(/declined/i)
      .first()
      .waitFor();
    await onStripe.pay(page, "declined@example.com");
    await page.getByText(CONFIRMED).waitFor();
  });

  it("can be continued after the browser's back button", async () => {
    const page = await newPage();
    await toPayment(page);
    await page.goBack();
    await payButton(page).waitFor();
    await expect.poll(() => payButton(page).isEnabled()).toBe(true);
  });

  it("is not charged at another country's price", async () => {
    const page = await newPage();
    await toCheckout(page);
    await expect.poll(() => payButton(page).isEnabled()).toBe(true);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/cart/quote", async (route) => {
      await released;
      await route.continue();
    });
    await page.getByLabel("Ship to").selectOption({ label: "France" });
    await page.getByText("Calculating the price …").waitFor();
    await expect.poll(() => payButton(page).isEnabled()).toBe(false);
    release();
    await expect.poll(() => payButton(page).isEnabled()).toBe(true);
  });
});

describe("a payment by bank", () => {
  async function waiting(page: Page, email: string) {
    await toPayment(page);
    const bank = await onStripe.payByBank(page, email);
    await page.getByText("Your payment is under way").waitFor();
    await page.getByText("an e-mail with your order number and a tracking link").waitFor();
    await expect.poll(() => cartCount(page)).toBeNull();
    return bank;
  }

  it("is pending with an empty cart until it is confirmed", async () => {
    const page = await newPage();
    const bank = await waiting(page, "bank@example.com");
    await expectAccessible(page);
    await bank("succeed");
    await page.getByText(CONFIRMED).waitFor({ timeout: 30_000 });
    await expect.poll(() => cartCount(page)).toBeNull();
  });

  it("restores the cart if it is declined", async () => {
    const page = await newPage();
    const bank = await waiting(page, "refused@example.com");
    await bank("fail");
    await page.getByText("Your bank declined the payment.").waitFor({ timeout: 30_000 });
    await expect.poll(() => cartCount(page)).toBe("1");
  });
});

describe("a payment page", () => {
  it("can be left, continued and cancelled", async () => {
    const page = await newPage();
    await toPayment(page);
    await onStripe.abandon(page);
    await expectAccessible(page);
    const onward = await page.getByRole("link", { name: "Continue to payment" }).getAttribute("href");
    expect(onward).toContain(shop.pretend_stripe);
    await page.getByRole("button", { name: "Cancel purchase" }).click();
    await page.getByText("Your purchase was cancelled.").waitFor();
    await page.getByText("Nothing was charged, and your cart is still here.").waitFor();
    await expectAccessible(page);
    await expect.poll(() => cartCount(page)).toBe("1");
  });

  it("cannot be cancelled after paying in another tab", async () => {
    const page = await newPage();
    await toPayment(page);
    const payment = page.url();
    await onStripe.abandon(page);
    // Stops the page from noticing the other tab's payment.
    const checkoutRequest = /\/api\/checkouts\/[^/]+$/;
    await page.route(checkoutRequest, (route) => route.abort());
    const other = await page.context().newPage();
    await other.goto(payment);
    const bank = await onStripe.payByBank(other, "tabs@example.com");
    await page.getByRole("button", { name: "Cancel purchase" }).click();
    await page.waitForURL(`${shop.storefront}/**/done`);
    await page.unroute(checkoutRequest);
    await page.getByText("Your payment is under way").waitFor();
    await bank("succeed");
    await page.getByText(CONFIRMED).waitFor({ timeout: 30_000 });
  });

  it("shows that it has expired, and leaves the cart", async () => {
    const page = await newPage();
    await toPayment(page);
    await onStripe.abandon(page);
    const back = page.url();
    await page.getByRole("link", { name: "Continue to payment" }).click();
    await page.getByRole("button", { name: "Expire now" }).click();
    await page.goto(back);
    await page.getByText("The payment page has expired.").waitFor({ timeout: 30_000 });
    await expectAccessible(page);
    await expect.poll(() => cartCount(page)).toBe("1");
  });
});
