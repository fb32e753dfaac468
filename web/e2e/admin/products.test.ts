/** Product editor of the back office. */

import { randomBytes } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { onStripe, toPayment } from "../storefront/customer";
import { expectAccessible, newPage, openAdmin, useBrowser } from "../support/browser";
import { buy, changeProduct, eventually, shop } from "../support/shop";
import { asAdmin } from "./staff";
import { DARK, expectFits, expectReachable, NARROW, openList, save } from "./viewport";

useBrowser();

/** Builds a grey square PNG (RFC 2083): a solid one if it is small, otherwise incompressible noise. */
function png(side = 64): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.writeUInt8(8, 8);
  const row = () =>
    Buffer.concat([Buffer.alloc(1), side > 64 ? randomBytes(side) : Buffer.alloc(side, 0x80)]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: side }, row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

type Shown = {
  name: string;
  images: { path: string; alt: string }[];
  model?: { path: string; alt: string };
  variants: { value: string; swatch?: string }[];
  excluded_combinations: unknown[];
};

function shown(slug: string): Promise<Shown> {
  return eventually(`${slug} in the shop`, async () => {
    const answer = await fetch(`${shop.api}/products/${slug}`);
    return answer.ok ? ((await answer.json()) as Shown) : undefined;
  });
}

/** Returns a unique slug. */
const newSlug = (name: string) => `${name}-${Date.now().toString(36)}`;

async function openProduct(name: string, options?: BrowserContextOptions): Promise<Page> {
  const page = await openList(name, options);
  await page.getByRole("link", { name, exact: true }).click();
  return page;
}

/** Drops a file on the upload area. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ([called, data]) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(data ?? ""), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], called ?? "", { type: "image/png" }));
      return transfer;
    },
    [name, bytes.toString("base64")],
  );
  await page.getByText("Drop JPEG, PNG or WebP files here").dispatchEvent("drop", { dataTransfer });
}

/** Limits the upload speed in bytes per second; unlimited by default. */
async function slowDown(page: Page, uploadThroughput = -1): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput,
  });
}

/** Fills in a product with two materials and a colour, one pair of them excluded. */
async function describeProduct(page: Page, slug: string): Promise<void> {
  await page.getByLabel("Name *", { exact: true }).fill("Test piece");
  await expect.poll(() => page.getByLabel("URL name *").inputValue()).toBe("test-piece");
  await page.getByLabel("URL name *").fill(slug);
  await page.getByLabel("Category *").click();
  await page.getByRole("option", { name: "Toys" }).click();
  await page.getByLabel("Base price *").fill("12.50");
  await page.getByLabel("Description *").fill("A piece for a test.");
  for (const [place, type, value] of [
    [0, "Material", "PLA"],
    [1, "Material", "ABS"],
    [2, "Colour", "Gold"],
  ] as const) {
    await page.getByRole("button", { name: "Add", exact: true }).click();
    const row = page.locator(".RaSimpleFormIterator-line").nth(place);
    await row.getByLabel("Type *").click();
    await page.getByRole("option", { name: type }).click();
    await row.getByLabel("Value *").fill(value);
    if (value === "Gold") await row.getByLabel("Pick the colour").fill("#d4a437");
  }
  await page.getByText("Ticked pairs cannot be combined.").waitFor();
  await page.getByLabel("Exclude ABS with Gold").check();
}

describe("a product", () => {
  it("can be created with an exclusion and an image, and bought", async () => {
    const page = await openAdmin("/products/create");
    const slug = newSlug("test-piece");
    await describeProduct(page, slug);
    await page.getByText("€12.50, made in 3 business days").waitFor();
    // The form survives an amount that is missing for a moment.
    const surcharge = page.getByLabel("Surcharge *").first();
    await surcharge.fill("");
    await page.getByText("An amount is missing.").waitFor();
    await surcharge.fill("0");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(/\/products\/prd_/);
    await expect.poll(() => page.title()).toBe("Test piece – 3D Things");

    await slowDown(page, 64 * 1024);
    await drop(page, "front-view.png", png(400));
    const progress = page.getByRole("progressbar", { name: "front-view.png" });
    await expect.poll(async () => Number(await progress.getAttribute("aria-valuenow"))).toBeGreaterThan(0);
    await page.getByText("front-view.png: being checked").waitFor();
    await page.getByRole("img", { name: "front view" }).waitFor();
    await slowDown(page);

    await page.getByLabel("Value *").nth(2).fill("Golden");
    await page.getByLabel("For sale").check();
    await save(page);
    await page.getByText(/\d entries/).waitFor();
    const product = await shown(slug);
    expect(product.variants.map(({ value, swatch }) => [value, swatch])).toEqual([
      ["PLA", undefined],
      ["ABS", undefined],
      ["Golden", "#d4a437"],
    ]);
    expect(product.excluded_combinations).toHaveLength(1);
    const { path = "" } = product.images[0] ?? {};
    expect((await fetch(shop.storefront + path)).headers.get("content-type")).toBe("image/webp");

    const customer = await newPage();
    await toPayment(customer, slug);
    await onStripe.pay(customer, "first-customer@example.com");
    await customer.getByText("Thank you. Your order is confirmed.").waitFor();
  });

  it("gets images in the given order and a 3D model", async () => {
    const page = await openProduct("Stacking rocket");
    await page.getByText("Drop JPEG, PNG or WebP files here").waitFor();
    const before = (await shown("stacking-rocket")).images.length;
    const files = ["back view", "front view"].map((name) => ({
      name: `${name}.png`,
      mimeType: "image/png",
      buffer: png(),
    }));
    const refused = { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") };
    await page.setInputFiles("input[type=file]", [...files.slice(0, 1), refused, ...files.slice(1)]);
    await page.getByText("notes.txt: Only JPEG, PNG, WebP and GLB files are supported.").waitFor();
    await page.getByRole("img", { name: "front view" }).waitFor();
    await page.getByRole("button", { name: "Dismiss notes.txt" }).click();
    await page.getByRole("img", { name: "front view" }).dragTo(page.getByRole("img", { name: "back view" }));
    await page.setInputFiles("input[type=file]", "../infra/seed/models/low-poly-planter.glb");
    const alt = page.getByLabel("Alternative text of the 3D model");
    await expect.poll(() => alt.inputValue()).toBe("low poly planter");
    await expectAccessible(page);

    await alt.fill("The rocket from every side");
    await save(page);
    const product = await shown("stacking-rocket");
    expect(product.images.slice(before).map((image) => image.alt)).toEqual(["front view", "back view"]);
    expect(product.model?.alt).toBe("The rocket from every side");
    const served = await fetch(shop.storefront + (product.model?.path ?? ""));
    expect(served.headers.get("content-type")).toBe("model/gltf-binary");

    await page.getByRole("button", { name: "Remove 3D model" }).click();
    await page.getByRole("button", { name: "Remove image" }).last().click();
    await page.getByRole("button", { name: "Remove image" }).last().click();
    await save(page);
    const after = await shown("stacking-rocket");
    expect([after.images.length, after.model]).toEqual([before, undefined]);
  });

  it("shows errors at its fields, and is saved once they are fixed", async () => {
    const page = await openProduct("Hex bit holder");
    const field = page.getByLabel("URL name *");
    await expect.poll(() => field.inputValue()).toBe("hex-bit-holder");
    await field.fill("Not A Slug");
    const alt = page.getByLabel("Alternative text *").first();
    const before = await alt.inputValue();
    await alt.fill("x".repeat(400));
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => alt.getAttribute("aria-invalid")).toBe("true");
    await field.fill("hex-bit-holder");
    await alt.fill(`${before} again`);
    await save(page);
    await alt.fill(before);
    await save(page);
  });

  it("shows errors in German to German users", async () => {
    const page = await openProduct("Hex bit holder", { locale: "de-DE" });
    const field = page.getByLabel("URL-Name *");
    await field.fill("Not A Slug");
    await page.getByRole("button", { name: "Speichern" }).click();
    await page.getByText("Möglich sind Kleinbuchstaben ohne Umlaute und Ziffern").waitFor();
    await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe("de");
  });

  it("asks before unsaved changes are left", async () => {
    const page = await openProduct("Hex bit holder");
    const name = page.getByLabel("Name *", { exact: true });
    await name.fill("Never saved");
    const dialogs: string[] = [];
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.type());
      void (dialogs.length === 1 ? dialog.dismiss() : dialog.accept());
    });
    await page.getByRole("menuitem", { name: "Orders" }).click();
    await expect.poll(() => dialogs).toEqual(["confirm"]);
    await expect.poll(() => name.inputValue()).toBe("Never saved");
    await page.getByRole("menuitem", { name: "Orders" }).click();
    await page.waitForURL(/\/orders/);
  });

  it("is merged after a conflict, without restoring sold stock", async () => {
    const page = await openProduct("Spring clamp");
    const name = page.getByLabel("Name *", { exact: true });
    await expect.poll(() => name.inputValue()).toBe("Spring clamp");
    const undo = await changeProduct("spring-clamp", (product) => {
      product["description"] = "Changed by somebody else.";
      const [first] = product["variants"] as { stock?: number }[];
      if (first) first.stock = 7;
    });
    await name.fill("Spring clamp, strong");
    await page.getByLabel("Lead time *").first().fill("9");
    await page.getByRole("button", { name: "Save" }).click();
    const notice = page.getByRole("alert").filter({ hasText: "Someone else changed this" });
    await expect.poll(() => notice.evaluate((alert) => alert === document.activeElement)).toBe(true);
    await expect.poll(() => name.inputValue()).toBe("Spring clamp, strong");
    await page.getByRole("button", { name: "Load their changes, keep mine" }).click();
    const description = page.getByLabel("Description *");
    await expect.poll(() => description.inputValue()).toBe("Changed by somebody else.");
    await expect.poll(() => name.inputValue()).toBe("Spring clamp, strong");
    await expect.poll(() => page.getByLabel("Stock").first().inputValue()).toBe("7");
    await expect.poll(() => page.getByLabel("Lead time *").first().inputValue()).toBe("9");
    await save(page);
    expect((await shown("spring-clamp")).name).toBe("Spring clamp, strong");
    await undo();
  });

  it("shows the conflict when an upload meets another change", async () => {
    const page = await openProduct("Spring clamp");
    const name = page.getByLabel("Name *", { exact: true });
    await expect.poll(() => name.inputValue()).toBe("Spring clamp");
    const undo = await changeProduct("spring-clamp", (product) => {
      product["description"] = "Changed by somebody else.";
    });
    const buffer = png();
    await page.setInputFiles("input[type=file]", { name: "late.png", mimeType: "image/png", buffer });
    await page.getByText("Someone else changed this, so nothing was saved.").waitFor();
    await page.getByRole("button", { name: "Load their changes, keep mine" }).click();
    await page.getByRole("img", { name: "late" }).waitFor();
    await expect.poll(() => page.getByLabel("Description *").inputValue()).toBe("Changed by somebody else.");
    await undo();
  });

  it("can be duplicated repeatedly, and deleted", async () => {
    const page = await openAdmin("/products");
    for (const slug of ["snail-cable-winder-copy", "snail-cable-winder-copy-2"]) {
      await page.getByRole("button", { name: "Duplicate Snail cable winder" }).last().click();
      await page.waitForURL(/\/products\/prd_/);
      await expect.poll(() => page.getByLabel("URL name *").inputValue()).toBe(slug);
      await page.getByRole("menuitem", { name: "Products" }).click();
      await page.getByRole("link", { name: "Snail cable winder (copy)" }).first().waitFor();
    }
    for (const left of [1, 0]) {
      await page.getByRole("button", { name: "Delete Snail cable winder (copy)" }).first().click();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
      await page.getByText("Deleted.").first().waitFor();
      await expect
        .poll(() => page.getByRole("link", { name: "Snail cable winder (copy)" }).count())
        .toBe(left);
    }
  });

  it("is archived if orders refer to it, and read-only until restored", async () => {
    const slug = newSlug("kept");
    const name = `Kept piece ${slug}`;
    const base_price = { amount: 700, currency: "EUR" };
    const draft = { slug, name, description: "Bought once.", category: "toys", base_price, variants: [] };
    await (
      await asAdmin()
    )("POST", "/admin/products", { body: { ...draft, active: true } });
    await buy(slug, "keeper@example.com");
    const page = await openList(name);
    await page.getByRole("button", { name: `Delete ${name}` }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText("Archived, because orders refer to it.").waitFor();

    const archive = await openAdmin(`/products?filter=${encodeURIComponent('{"archived":true}')}`);
    await archive.getByRole("link", { name }).click();
    await archive.getByText("This product is archived").waitFor();
    await archive.getByText("Bought once.").first().waitFor();
    for (const role of ["textbox", "checkbox"] as const) {
      await expect.poll(() => archive.getByRole(role).count(), { message: role }).toBe(0);
    }
    await expect.poll(() => archive.locator("input[type=file]").count()).toBe(0);
    await expectAccessible(archive);
    await archive.goBack();
    await archive.getByRole("button", { name: `Restore ${name}` }).click();
    await archive.getByRole("button", { name: "Save" }).waitFor();
  });

  it("fits a narrow screen", async () => {
    const page = await openProduct("Articulated dragon", { ...NARROW, ...DARK });
    await page.getByLabel("Value *").first().waitFor();
    await page.getByRole("img").first().waitFor();
    await expectFits(page);
    await expectReachable(page.getByLabel("Value *").first(), page.getByLabel("Surcharge *").first());
    await expectAccessible(page);
  });
});
