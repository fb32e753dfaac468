/** Order page: transitions, refunds and concurrent changes. */

import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { buy, eventually, shop } from "../support/shop";
import { asAdmin, move, orderOf, type Staff } from "./staff";
import { DARK, expectFits, expectState, NARROW } from "./viewport";

useBrowser();

type Order = { number: string; version: number; refunds: { status: string }[] };

let staff: Staff;

beforeAll(async () => {
  staff = await asAdmin();
});

const order = (id: string) => orderOf<Order>(staff, id);

/** Buys a product and opens its order. */
async function openOrder(email: string, options = {}): Promise<{ id: string; page: Page }> {
  const id = await buy("twisted-vase", email);
  return { id, page: await openAdmin(`/orders/${id}/show`, undefined, options) };
}

/** Opens a transition's form, fills it in and submits it. */
async function step(page: Page, name: string, fill: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name, exact: true }).first().click();
  await fill();
  await page.locator("form").getByRole("button", { name, exact: true }).click();
}

/** Waits until all refunds have this status, then reloads the page. */
async function refunds(page: Page, id: string, status: string): Promise<void> {
  await eventually(`a refund that is ${status}`, async () => {
    const found = await order(id);
    return found.refunds.length > 0 && found.refunds.every((refund) => refund.status === status)
      ? true
      : undefined;
  });
  await page.getByRole("button", { name: "Refresh" }).click();
}

describe("an order", () => {
  it("goes from paid to delivered with an intact timeline", async () => {
    const id = await buy("articulated-dragon", "day@example.com");
    const page = await openAdmin("/orders");
    await page.getByRole("link", { name: (await order(id)).number }).click();
    await page.getByRole("button", { name: "Start production" }).waitFor();
    await expectAccessible(page);
    await step(page, "Start production", () => page.getByLabel(/I have checked/).check());
    await expectState(page, "In production");
    await step(page, "Ship", async () => {
      await page.getByLabel("Carrier *").fill("DHL");
      await page.getByLabel("Tracking number *").fill("00340434161094042557");
    });
    await expectState(page, "Shipped");
    await page.getByText("DHL 00340434161094042557").waitFor();
    await step(page, "Mark as delivered", async () => undefined);
    await expectState(page, "Delivered");
    await page.getByText("The timeline is complete and unaltered.").waitFor();
    await expectAccessible(page);
  });

  it("can be delivered by the customer's confirmation", async () => {
    const { id, page } = await openOrder("word@example.com");
    await move(staff, id, { to: "processing", details_verified: true });
    await move(staff, id, { to: "shipped", carrier: "DHL", tracking_number: "00340434161094042557" });
    await page.getByRole("button", { name: "Refresh" }).click();
    await step(page, "Mark as delivered", () => page.getByLabel("The customer confirmed it").check());
    await expectState(page, "Delivered");
  });

  it("reports a concurrent shipment without losing the input", async () => {
    const { id, page } = await openOrder("twice@example.com");
    await move(staff, id, { to: "processing", details_verified: true });
    await page.getByRole("button", { name: "Refresh" }).click();
    await step(page, "Ship", async () => {
      await page.getByLabel("Carrier *").fill("DHL");
      await page.getByLabel("Tracking number *").fill("00340434161094042557");
      await move(staff, id, { to: "shipped", carrier: "GLS", tracking_number: "4711" });
    });
    await page.getByText("Someone else changed this order.").waitFor();
    await page.getByText("“Ship” is no longer possible.").waitFor();
    await expectState(page, "Shipped");
    await page.getByText("GLS 4711").waitFor();
    await expect.poll(() => page.getByLabel("Tracking number *").inputValue()).toBe("00340434161094042557");
    await expectAccessible(page);
  });

  it("shows a transition's error at its field", async () => {
    const { id, page } = await openOrder("field@example.com");
    await move(staff, id, { to: "processing", details_verified: true });
    await page.getByRole("button", { name: "Refresh" }).click();
    const link = page.getByLabel(/^Tracking link/);
    await step(page, "Ship", async () => {
      await page.getByLabel("Carrier *").fill("The van next door");
      await page.getByLabel("Tracking number *").fill("7");
      await link.fill("http://parcels.example/7");
    });
    await page.getByText(/https:\/\//).waitFor();
    await expect.poll(() => link.getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => link.evaluate((field) => field === document.activeElement)).toBe(true);
  });

  it("is refunded when cancelled, after confirmation", async () => {
    const { id, page } = await openOrder("gone@example.com");
    await step(page, "Cancel order", () => page.getByLabel("Reason *").fill("Out of gold."));
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/will be refunded to the customer, who will be notified by e-mail/).waitFor();
    await dialog.getByRole("button", { name: "Cancel order" }).click();
    await expectState(page, "Cancelled");
    await refunds(page, id, "succeeded");
    await page.getByText(/, refunded,.*Out of gold/).waitFor();
    await page.getByText("Paid → Cancelled: Out of gold.").waitFor();
    await expect.poll(() => page.getByText("Paid → In production").count()).toBe(0);
    await expect.poll(() => page.getByRole("button", { name: "Refund" }).count()).toBe(0);
  });

  it("shows its customer on request, and hides them again", async () => {
    const { page } = await openOrder("shy@example.com");
    await page.getByRole("button", { name: "Show customer details" }).waitFor();
    await expect.poll(() => page.getByText("shy@example.com").count()).toBe(0);
    await page.getByRole("button", { name: "Show customer details" }).click();
    await page.getByText("shy@example.com").waitFor();
    expect(page.url()).not.toContain("shy");
    await page.getByRole("button", { name: "Hide customer details" }).click();
    await expect.poll(() => page.getByText("shy@example.com").count()).toBe(0);
  });

  it("can be refunded up to the rest, after confirmation", async () => {
    const { id, page } = await openOrder("back@example.com");
    await page.getByRole("button", { name: "Refund" }).click();
    const amount = page.getByLabel(/Amount in EUR/);
    await amount.fill("9999");
    await expect
      .poll(() => page.locator("form").getByRole("button", { name: "Refund" }).isDisabled())
      .toBe(true);
    await amount.fill("4");
    await page.getByLabel(/Reason/).fill("a scratch on the foot");
    await page.locator("form").getByRole("button", { name: "Refund" }).click();
    await page.getByText("This cannot be undone").waitFor();
    await page.getByRole("button", { name: "Refund €4.00" }).click();
    await page.getByText("a scratch on the foot").first().waitFor();
    await refunds(page, id, "succeeded");
    await page.getByText(/, refunded,/).waitFor();
  });

  it("retries a failed refund after confirmation", async () => {
    const { id, page } = await openOrder("again@example.com");
    const faults = { method: "POST", body: JSON.stringify({ failing_refunds: 1 }) };
    await fetch(`${shop.pretend_stripe}/_pretend/faults`, faults);
    await move(staff, id, { to: "cancelled", reason: "Out of gold." });
    await refunds(page, id, "failed");
    await page.getByRole("button", { name: "Try again" }).click();
    await page
      .getByRole("dialog")
      .getByText(/will be refunded/)
      .waitFor();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^Refund/ })
      .click();
    await refunds(page, id, "succeeded");
    await page.getByText(/, refunded,/).waitFor();
  });

  it("stores notes, and mails those for the customer", async () => {
    const { page } = await openOrder("noted@example.com");
    await page.getByLabel("Note *").fill("The blue is a shade darker.");
    await page.getByLabel("E-mail this note to the customer").check();
    await page.getByRole("button", { name: "Send to the customer" }).click();
    await page.getByText("sent to the customer").waitFor();
    await page.getByRole("button", { name: "Save note" }).waitFor();
    await expect
      .poll(async () => (await (await fetch(`${shop.mailbox}.json`)).text()).includes("a shade darker"), {
        timeout: 20_000,
      })
      .toBe(true);
  });

  it.each(["Packing slip", "Invoice"])("opens its %s as a styled page to print", async (name) => {
    const { id, page } = await openOrder("paper@example.com");
    const opening = page.context().waitForEvent("page");
    await page.getByRole("button", { name }).click();
    const paper = await opening;
    await paper.getByRole("heading", { name }).waitFor();
    await paper
      .getByText((await order(id)).number)
      .first()
      .waitFor();
    const collapsed = paper
      .locator("table")
      .first()
      .evaluate((table) => getComputedStyle(table).borderCollapse);
    expect(await collapsed).toBe("collapse");
  });

  it("fits a phone in dark mode", async () => {
    const { page } = await openOrder("small@example.com", { ...NARROW, ...DARK });
    await page.getByRole("button", { name: "Ship" }).or(page.getByText("Subtotal")).first().waitFor();
    await expectFits(page);
    await expectAccessible(page);
  });
});
