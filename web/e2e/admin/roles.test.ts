/** Permissions of each role in the back office. */

import { describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { buy, makeStaff } from "../support/shop";

useBrowser();

describe("a viewer", () => {
  it("reads orders and products without personal data or actions", async () => {
    const id = await buy("twisted-vase", "unseen@example.com");
    const page = await openAdmin(`/orders/${id}/show`, makeStaff("viewer"));
    await page.getByText("Your role cannot see customer data.").waitFor();
    for (const name of ["Show customer details", "Start production", "Refund", "Invoice", "Save note"]) {
      await expect.poll(() => page.getByRole("button", { name }).count(), { message: name }).toBe(0);
    }
    await page.getByRole("menuitem", { name: "Products" }).click();
    await page.locator("tbody tr").first().waitFor();
    for (const name of ["Create", "Import", /^Delete/]) {
      await expect.poll(() => page.getByRole("button", { name }).count(), { message: String(name) }).toBe(0);
    }
    for (const name of ["Settings", "Audit trail", "Privacy requests"]) {
      await expect.poll(() => page.getByRole("menuitem", { name }).count(), { message: name }).toBe(0);
    }
  });

  it("opens a product read-only", async () => {
    const page = await openAdmin("/products", makeStaff("viewer"));
    await page.getByRole("link", { name: "Wave phone stand" }).waitFor();
    await page.getByRole("textbox", { name: "Search" }).fill("dragon");
    // The debounced search has not run yet, and must not navigate back when it does.
    await page.getByRole("link", { name: "Articulated dragon" }).click();
    await page.getByRole("cell", { name: "Ocean teal" }).waitFor();
    for (const name of ["Excluded combinations", "Images and 3D model", "History"]) {
      await page.getByRole("heading", { name }).waitFor();
    }
    await page.getByText(/^€\d+\.\d\d, made in \d+ business days$/).waitFor();
    await page.locator("section img").first().waitFor();
    await expectAccessible(page);
    for (const role of ["textbox", "checkbox", "spinbutton"] as const) {
      await expect.poll(() => page.getByRole(role).count(), { message: role }).toBe(0);
    }
    const preview = page.getByRole("region", { name: "Price preview" }).getByRole("combobox");
    await expect.poll(() => page.getByRole("combobox").count()).toBe(await preview.count());
    await expect.poll(() => page.locator("input[type=file]").count()).toBe(0);
    await expect.poll(() => page.getByText("Drop JPEG").count()).toBe(0);
    await expect.poll(() => page.getByRole("button", { name: /Save|Remove|Move|Add/ }).count()).toBe(0);
  });

  it("reads the categories", async () => {
    const page = await openAdmin("/categories", makeStaff("viewer"));
    await page.getByText("Home (").waitFor();
    await expect.poll(() => page.getByRole("textbox").count()).toBe(0);
  });
});

describe("fulfilment", () => {
  it("changes orders, but has no refunds and no catalogue", async () => {
    const id = await buy("twisted-vase", "made@example.com");
    const page = await openAdmin(`/orders/${id}/show`, makeStaff("fulfilment"));
    await page.getByRole("button", { name: "Start production" }).waitFor();
    await expect.poll(() => page.getByRole("button", { name: "Refund" }).count()).toBe(0);
    await expect.poll(() => page.getByRole("menuitem", { name: "Products" }).count()).toBe(0);
  });
});

describe("staff without a group", () => {
  it("see that they have no access", async () => {
    const page = await openAdmin("/", makeStaff());
    await page.getByText("You have no access yet").waitFor();
  });
});
