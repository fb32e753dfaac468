import { beforeAll, describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { shop } from "../support/shop";
import { asAdmin, type Staff } from "./staff";

useBrowser();

type Settings = { retention_days: number; shipping_rates: object[] };

let staff: Staff;

/** Changes the retention days and returns the previous value. */
async function keepFor(days: number): Promise<number> {
  const { body, etag } = await staff<Settings>("GET", "/admin/settings");
  await staff("PUT", "/admin/settings", { body: { ...body, retention_days: days }, etag });
  return body.retention_days;
}

beforeAll(async () => {
  staff = await asAdmin();
  const before = await keepFor(512);
  await keepFor(before);
});

describe("the audit trail", () => {
  it("shows today's changes with before and after", async () => {
    const page = await openAdmin("/audit");
    const entry = page.getByRole("listitem").filter({ hasText: "Settings changed" }).first();
    await entry.getByText(shop.admin.email).waitFor();
    await entry.getByRole("button", { name: "Show changes" }).click();
    const row = entry.getByRole("row", { name: /Keep customer data for/ });
    await expect.poll(() => row.getByRole("cell").first().textContent()).toBe("512");
    await expectAccessible(page);
  });

  it("is empty on a day without changes", async () => {
    const page = await openAdmin("/audit");
    await page.getByLabel("Day").fill("2020-02-29");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("No entries found.").waitFor();
    await page.getByRole("button", { name: "Today" }).click();
    await page.getByText("Settings changed").first().waitFor();
  });

  it("filters by one actor, and by one subject", async () => {
    const page = await openAdmin("/audit");
    const entry = page.getByRole("listitem").filter({ hasText: "Settings changed" }).first();
    await entry.getByRole("button", { name: "Only this actor" }).click();
    await expect.poll(() => page.getByLabel("Actor").inputValue()).toBe(shop.admin.email);
    await entry.getByRole("button", { name: "Only this subject" }).click();
    await expect.poll(() => page.getByLabel("Subject").inputValue()).toBe("settings");
    const subjects = page.getByRole("list").getByRole("link");
    await expect.poll(async () => new Set(await subjects.allTextContents())).toEqual(new Set(["Settings"]));
  });

  it("verifies a chain and shows the result", async () => {
    const filter = encodeURIComponent(JSON.stringify({ subject: "settings" }));
    const page = await openAdmin(`/audit?filter=${filter}`);
    await page.getByRole("button", { name: "Verify chain" }).click();
    await page.getByText(/all \d+ entries are unaltered and in order/).waitFor();
    await expectAccessible(page);
  });

  it("shows what is broken, and from which entry", async () => {
    const filter = encodeURIComponent(JSON.stringify({ subject: "settings" }));
    const page = await openAdmin(`/audit?filter=${filter}`);
    const { body } = await staff<{ items: { seq: number }[] }>(
      "GET",
      "/admin/audit?subject=settings&limit=1",
    );
    const last = body.items[0]?.seq ?? 0;
    const broken = { subject: "settings", entries: last, intact: false, end_known: true, at_entry: last };
    await page.route("**/api/admin/audit/settings/verification", (route) =>
      route.fulfill({ json: { ...broken, fault: `entry ${last} is not the one that was written` } }),
    );
    await page.getByRole("button", { name: "Verify chain" }).click();
    await page.getByText(`Entry ${last} was changed after it was written.`).waitFor();
    const entries = page.getByRole("main").getByRole("listitem");
    await entries.first().getByText("Not verifiable").waitFor();
    await expect.poll(() => entries.nth(1).getByText("Not verifiable").count()).toBe(0);
  });

  it("has pages", async () => {
    const page = await openAdmin("/audit?perPage=10");
    const entries = page.getByRole("main").getByRole("listitem");
    await page.getByText("Page 1", { exact: true }).waitFor();
    const first = await entries.first().textContent();
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByText("Page 2", { exact: true }).waitFor();
    await expect.poll(() => entries.first().textContent()).not.toBe(first);
    await page.getByRole("button", { name: "Newer" }).click();
    await expect.poll(() => entries.first().textContent()).toBe(first);
  });

  it("shows an error for an invalid subject", async () => {
    const page = await openAdmin("/audit");
    await page.getByLabel("Subject").fill("something");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("Must be the id of an order or a product").first().waitFor();
  });

  it("fits a narrow screen", async () => {
    const page = await openAdmin("/audit", undefined, { viewport: { width: 360, height: 800 } });
    await page.getByText("Settings changed").first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(360);
    await expectAccessible(page);
  });
});
