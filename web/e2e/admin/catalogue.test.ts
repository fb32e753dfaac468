/** Product list, imports and categories in the back office. */

import { describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { asAdmin } from "./staff";
import { DARK, expectFits, expectReachable, NARROW, openList, save } from "./viewport";

useBrowser();

describe("the list of products", () => {
  it("fits a narrow screen with all its actions", async () => {
    const page = await openList("Articulated dragon", { ...NARROW, ...DARK });
    await page.getByRole("link", { name: "Articulated dragon" }).waitFor();
    const buttons = ["Add filter", "Export CSV", "Export JSON", "Delete Articulated dragon"];
    const places = buttons.map((name) => page.getByRole("button", { name }));
    await expectFits(page);
    await expectReachable(
      page.getByRole("link", { name: "Create" }),
      page.getByRole("button", { name: "Import", exact: true }),
      ...places,
    );
    await expectAccessible(page);
  });

  it("shows a load error with a retry button instead of being empty", async () => {
    const page = await openAdmin("/orders");
    await page.getByRole("menuitem", { name: "Products" }).waitFor();
    await page.route("**/api/admin/products?*", (route) => route.abort());
    await page.getByRole("menuitem", { name: "Products" }).click();
    await page.getByText("This could not be loaded: The shop is not responding.").waitFor();
    await page.unroute("**/api/admin/products?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByRole("link", { name: "Hex bit holder" }).waitFor();
  });

  it("stores no filters in the browser", async () => {
    const page = await openAdmin("/products");
    await page.getByRole("button", { name: "Add filter" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Archived" }).waitFor();
    await expect.poll(() => page.getByText("Save current query").count()).toBe(0);
  });
});

describe("an import", () => {
  it("shows a preview with each row's faults before it is confirmed", async () => {
    const page = await openAdmin("/products");
    const good = {
      slug: `imported-${Date.now().toString(36)}`,
      name: "Imported",
      description: "From a file.",
      category: "toys",
      base_price: { amount: 500, currency: "EUR" },
      variants: [],
      active: false,
    };
    const bad = { ...good, slug: `${good.slug}-bad`, base_price: { amount: -1, currency: "EUR" } };
    const buffer = Buffer.from(JSON.stringify([good, bad]));
    await page.getByRole("button", { name: "Import", exact: true }).waitFor();
    await page.setInputFiles("input[type=file]", { name: "p.json", mimeType: "application/json", buffer });
    await page.getByText("Import preview").waitFor();
    await page.getByText("/base_price").first().waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: /^Import \d/ }).click();
    await page.getByText("Import result").waitFor();
    await page.getByText("1 new, 0 changed, 0 unchanged, 1 rejected").waitFor();
  });
});

describe("an import of CSV", () => {
  it("reads what a German program saved, and shows old and new values", async () => {
    const page = await openAdmin("/products");
    const slug = `csv-${Date.now().toString(36)}`;
    const header =
      "slug;name;description;category;base_price;currency;active;excluded_combinations;images;model;" +
      "variant_type;variant_value;price_adjustment;lead_time_days;variant_active;swatch;stock\r\n";
    const choose = async (name: string) => {
      const line = `${slug};${name};Gedruckt.;toys;14,00;EUR;FALSCH;;;;;;;;;;\r\n`;
      const buffer = Buffer.from(header + line, "latin1");
      await page.setInputFiles("input[type=file]", { name: "p.csv", mimeType: "text/csv", buffer });
      await page.getByText("Import preview").waitFor();
    };
    await page.getByRole("button", { name: "Import", exact: true }).waitFor();
    await choose("Löwe");
    await page.getByRole("button", { name: "Import 1 product" }).click();
    await page.getByText("1 new, 0 changed, 0 unchanged, 0 rejected").waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await choose("Größerer Löwe");
    const row = page.getByRole("row", { name: /^Name/ });
    await expect.poll(() => row.textContent()).toBe("NameLöweGrößerer Löwe");
    await expectAccessible(page);
  });
});

describe("an import of invalid JSON", () => {
  it("shows an error", async () => {
    const page = await openAdmin("/products");
    await page.getByRole("button", { name: "Import", exact: true }).waitFor();
    const buffer = Buffer.from("[{");
    await page.setInputFiles("input[type=file]", { name: "p.json", mimeType: "application/json", buffer });
    await page.getByText("p.json is not valid JSON, so nothing was imported.").waitFor();
  });
});

describe("categories", () => {
  it("are shown with their names in order", async () => {
    const page = await openAdmin("/categories");
    await expect.poll(() => page.getByLabel("Name *", { exact: true }).first().inputValue()).toBe("Home");
    await expectAccessible(page);
  });

  it("can be merged after a conflict", async () => {
    const staff = await asAdmin();
    type All = { categories: { slug: string; name: string }[] };
    const before = await staff<All>("GET", "/admin/categories");
    const page = await openAdmin("/categories");
    const first = page.getByLabel("Name *", { exact: true }).first();
    await expect.poll(() => first.inputValue()).toBe("Home");
    await first.fill("Living");
    const theirs = [...before.body.categories, { slug: "others", name: "Others" }];
    await staff("PUT", "/admin/categories", { body: { categories: theirs }, etag: before.etag });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Load their changes, keep mine" }).click();
    await expect.poll(() => page.getByLabel("Name *", { exact: true }).last().inputValue()).toBe("Others");
    await expect.poll(() => first.inputValue()).toBe("Living");
    await save(page);
    const after = await staff<All>("GET", "/admin/categories");
    expect(after.body.categories.map(({ name }) => name)).toEqual([
      "Living",
      ...before.body.categories.slice(1).map(({ name }) => name),
      "Others",
    ]);
    const { categories } = before.body;
    await staff("PUT", "/admin/categories", { body: { categories }, etag: after.etag });
  });
});
