/** Staff's day: from sign-in to delivered, money back, many orders at once. */

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { buy, shop } from "../support/shop";

useBrowser();

/** Presses what opens a step's form, fills it in, and sends it. */
async function step(page: Page, name: string, fill: () => Promise<void>): Promise<void> {
  await page.getByRole("button", { name, exact: true }).first().click();
  await fill();
  await page.locator("form").getByRole("button", { name, exact: true }).click();
}

async function expectState(page: Page, state: string): Promise<void> {
  await page.locator(".MuiChip-label", { hasText: state }).first().waitFor();
}

/** The number that people know an order by. */
async function numberOf(id: string): Promise<string> {
  const checkout = (await (await fetch(`${shop.api}/checkouts/${id}`)).json()) as { order_number: string };
  return checkout.order_number;
}

describe("an order", () => {
  it("goes from paid to delivered, each step with what it needs, and its trail stays whole", async () => {
    const id = await buy("articulated-dragon", "day@example.com");
    const page = await openAdmin("/orders");
    await page.getByRole("row").nth(1).waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: await numberOf(id) }).click();
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

  it("shows its customer only on purpose", async () => {
    const id = await buy("twisted-vase", "shy@example.com");
    const page = await openAdmin(`/orders/${id}/show`);
    await page.getByRole("button", { name: "Show the customer" }).waitFor();
    expect(await page.getByText("shy@example.com").count()).toBe(0);
    await page.getByRole("button", { name: "Show the customer" }).click();
    await page.getByText("shy@example.com").waitFor();
    expect(page.url()).not.toContain("shy");
  });

  it("gives money back, never more than is left, after asking", async () => {
    const id = await buy("articulated-dragon", "back@example.com");
    const page = await openAdmin(`/orders/${id}/show`);
    await page.getByRole("button", { name: "Refund" }).click();
    const amount = page.getByLabel(/Amount in EUR/);
    await amount.fill("9999");
    expect(await page.locator("form").getByRole("button", { name: "Refund" }).isDisabled()).toBe(true);
    await amount.fill("4");
    await page.getByLabel(/Reason/).fill("a scratch on the foot");
    await page.locator("form").getByRole("button", { name: "Refund" }).click();
    await page.getByText("This cannot be undone").waitFor();
    await page.getByRole("button", { name: "Refund €4.00" }).click();
    await page.getByText("a scratch on the foot").first().waitFor();
    await expect
      .poll(
        async () => {
          await page.getByRole("button", { name: "Refresh" }).click();
          return page.getByText(/, refunded,/).count();
        },
        { timeout: 20_000, interval: 500 },
      )
      .toBeGreaterThan(0);
  });

  it("keeps notes, and mails those that are for the customer", async () => {
    const id = await buy("twisted-vase", "noted@example.com");
    const page = await openAdmin(`/orders/${id}/show`);
    await page.getByLabel("Note *").fill("The blue is a shade darker.");
    await page.getByLabel("Send it to the customer by mail").check();
    await page.getByRole("button", { name: "Send to the customer" }).click();
    await page.getByText("sent to the customer").waitFor();
    await expect
      .poll(async () => (await (await fetch(`${shop.mailbox}.json`)).text()).includes("a shade darker"), {
        timeout: 20_000,
      })
      .toBe(true);
  });
});

describe("many orders", () => {
  it("begin together, and each one's result is told", async () => {
    await buy("twisted-vase", "one@example.com");
    await buy("twisted-vase", "two@example.com");
    const page = await openAdmin("/orders");
    const rows = page.locator("tbody tr");
    await rows.nth(1).waitFor();
    await rows.nth(0).getByRole("checkbox").check();
    await rows.nth(1).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Start production" }).click();
    await page.getByText("You have checked the details of each.").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Start production" }).click();
    await page.getByText("Results").waitFor();
    expect(await page.getByText(/: done$/).count()).toBe(2);
    await expectAccessible(page);
  });

  it("are found by their customer without the address ending up anywhere", async () => {
    await buy("twisted-vase", "found@example.com");
    const page = await openAdmin("/orders");
    await page.getByRole("button", { name: /add filter/i }).click();
    await page.getByText("Customer's e-mail").click();
    await page.getByLabel("Customer's e-mail").fill("found@example.com");
    await expect.poll(() => page.locator("tbody tr").count()).toBe(1);
    expect(page.url()).not.toContain("found");
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(
      "found@",
    );
  });
});

describe("the dashboard", () => {
  it("sums up, leads to the orders it counts, and is for everybody's eyes and ears", async () => {
    await buy("twisted-vase", "sum@example.com");
    const page = await openAdmin("/");
    await page.getByText("To be shipped").waitFor();
    await expectAccessible(page);
    await page.getByText("As a table").click();
    expect(await page.locator("table tbody tr").count()).toBe(30);
    await page.getByText("To be shipped").click();
    await page.waitForURL("**/orders");
    await expectState(page, "Paid");
  });
});
