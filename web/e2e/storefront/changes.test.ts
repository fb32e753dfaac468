/** Price and availability changes between cart and payment are shown before anything is charged. */

import type { Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { newPage, useBrowser } from "../support/browser";
import { changeProduct, eventually, shop } from "../support/shop";
import { payButton, toCart as open } from "./customer";

useBrowser();

const SLUG = "planetary-gear-fidget";

async function toCart(page: Page): Promise<void> {
  await open(page, SLUG);
  await page.getByRole("link", { name: "Go to checkout" }).waitFor();
}

/** Changes the product and restores it after the test. Returns once carts are priced with the change. */
async function change(edit: (product: Record<string, unknown>) => void): Promise<void> {
  const cart = await cartOfOne();
  const before = await quoted(cart);
  const undo = await changeProduct(SLUG, edit);
  // Warm functions serve the cached catalogue for another second, to the next test too.
  onTestFinished(async () => {
    await undo();
    await eventually("the former price", async () => ((await quoted(cart)) === before ? true : undefined));
  });
  await eventually("another price", async () => ((await quoted(cart)) === before ? undefined : true));
}

/** Builds an API cart with the product's first configuration. */
async function cartOfOne(): Promise<object> {
  type Product = { id: string; variants: { id: string; type: string }[] };
  const { id, variants } = (await (await fetch(`${shop.api}/products/${SLUG}`)).json()) as Product;
  const first = new Map(variants.toReversed().map((variant) => [variant.type, variant.id]));
  return { country: "DE", items: [{ product_id: id, variant_ids: [...first.values()], quantity: 1 }] };
}

/** Returns the quoted subtotal, or the problem's code. */
async function quoted(cart: object): Promise<string> {
  const headers = { "Content-Type": "application/json" };
  const answer = await fetch(`${shop.api}/cart/quote`, {
    method: "POST",
    headers,
    body: JSON.stringify(cart),
  });
  const { subtotal, code } = (await answer.json()) as { subtotal?: { amount: number }; code?: string };
  return String(subtotal?.amount ?? code);
}

function price(by: number) {
  return (product: Record<string, unknown>) => {
    const base = product["base_price"] as { amount: number; currency: string };
    product["base_price"] = { ...base, amount: base.amount + by };
  };
}

describe("between cart and checkout", () => {
  it("a risen price is shown in the cart until confirmed", async () => {
    const page = await newPage();
    await toCart(page);
    await change(price(300));
    await page.reload();
    await page.getByText(/The price of .* rose from/).waitFor();
    await page.getByRole("button", { name: "Got it" }).click();
    await page.getByText(/The price of .* rose from/).waitFor({ state: "detached" });
  });

  it("a fallen price is shown as well", async () => {
    const page = await newPage();
    await toCart(page);
    await change(price(-200));
    await page.reload();
    await page.getByText(/The price of .* fell from/).waitFor();
  });

  it("a risen price is shown at the checkout, too", async () => {
    const page = await newPage();
    await toCart(page);
    await change(price(300));
    await page.goto(`${shop.storefront}/checkout`);
    await page.getByText(/The price of .* rose from €12.00 to €15.00/).waitFor();
    await page.getByRole("button", { name: "Got it" }).click();
    await page.getByText(/rose from/).waitFor({ state: "detached" });
    await payButton(page).click();
    await page.waitForURL(`${shop.pretend_stripe}/**`);
  });

  it("a total that rises during payment is shown and not charged", async () => {
    const page = await newPage();
    await toCart(page);
    await page.getByRole("link", { name: "Go to checkout" }).click();
    const pay = payButton(page);
    const before = await pay.textContent();
    await change(price(500));
    await pay.click();
    await page.getByText("You have not been charged.").waitFor();
    await expect.poll(() => pay.textContent()).not.toBe(before);
    await pay.click();
    await page.waitForURL(`${shop.pretend_stripe}/**`);
  });

  it("a later ship-by date is shown before anything is charged", async () => {
    const page = await newPage();
    await toCart(page);
    await page.getByRole("link", { name: "Go to checkout" }).click();
    const pay = payButton(page);
    await pay.waitFor();
    await change((product) => {
      price(-100)(product);
      for (const variant of product["variants"] as { lead_time_days: number }[]) variant.lead_time_days = 90;
    });
    await pay.click();
    await page.getByText(/it is now expected to ship by/).waitFor();
    await page.getByText("Made in 90 business days").waitFor();
    await pay.click();
    await page.waitForURL(`${shop.pretend_stripe}/**`);
  });

  it("an item no longer for sale is shown and can be removed", async () => {
    const page = await newPage();
    await toCart(page);
    await change((product) => {
      product["active"] = false;
    });
    await page.reload();
    await page.getByText(/is no longer available/).waitFor();
    await page.getByRole("button", { name: "Remove unavailable items" }).click();
    await page.getByText("Your cart is empty.").waitFor();
  });

  it("two tabs share one cart", async () => {
    const page = await newPage();
    await toCart(page);
    const other = await page.context().newPage();
    await other.goto(`${shop.storefront}/cart`);
    await other.getByRole("button", { name: /^Remove/ }).click();
    await page.getByText("Your cart is empty.").waitFor();
  });
});
