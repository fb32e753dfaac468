/** The catalogue in staff's hands. */

import { crc32, deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { expectAccessible, openAdmin, useBrowser } from "../support/browser";
import { changeProduct, eventually, shop } from "../support/shop";

useBrowser();

/** A real PNG (RFC 2083), 64 pixels square, of one grey. */
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
  const row = Buffer.concat([Buffer.alloc(1), Buffer.alloc(side, 0x80)]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", rows),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

type Shown = {
  images: { path: string; alt: string }[];
  model?: { path: string; alt: string };
  variants: { swatch?: string }[];
  excluded_combinations: unknown[];
};

function shown(slug: string): Promise<Shown> {
  return eventually(`${slug} in the shop`, async () => {
    const answer = await fetch(`${shop.api}/products/${slug}`);
    return answer.ok ? ((await answer.json()) as Shown) : undefined;
  });
}

describe("a product", () => {
  it("comes from nothing to the shop, with an exclusion and a picture", async () => {
    const page = await openAdmin("/products/create");
    const slug = `test-piece-${Date.now().toString(36)}`;
    await page.getByLabel("Name *", { exact: true }).fill("Test piece");
    expect(await page.getByLabel("URL name *").inputValue()).toBe("test-piece");
    await page.getByLabel("URL name *").fill(slug);
    await page.getByLabel("Category *").click();
    await page.getByRole("option", { name: "Toys" }).click();
    await page.getByLabel("Base price *").fill("12.50");
    await page.getByLabel("Description *").fill("A piece for a test.");
    await page.getByLabel("For sale").check();
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
    await page.getByLabel("ABS with Gold cannot be made").check();
    await page.getByText("€12.50, made in 3 business days").waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(/\/products\/prd_/);
    for (const name of ["back view", "front view"]) {
      const file = { name: `${name}.png`, mimeType: "image/png", buffer: png() };
      await page.setInputFiles("input[type=file]", file);
      await page.getByRole("img", { name }).waitFor();
    }
    await page.getByRole("img", { name: "front view" }).dragTo(page.getByRole("img", { name: "back view" }));
    await page.setInputFiles("input[type=file]", "../infra/seed/models/low-poly-planter.glb");
    const alt = page.getByLabel("What the 3D model shows");
    await expect.poll(() => alt.inputValue()).toBe("low poly planter");
    const product = await shown(slug);
    expect(product.variants.map(({ swatch }) => swatch)).toEqual([undefined, undefined, "#d4a437"]);
    expect(product.excluded_combinations).toHaveLength(1);
    const path = (await eventually("the picture", async () => (await shown(slug)).images[0]))?.path;
    expect((await fetch(shop.storefront + path)).headers.get("content-type")).toBe("image/png");
    await expectAccessible(page);
    await alt.fill("The brooch from every side");
    await page.getByRole("button", { name: "Save" }).click();
    const model = await eventually("the 3D model", async () => {
      const known = (await shown(slug)).model;
      return known?.alt === "The brooch from every side" ? known : undefined;
    });
    const served = await fetch(shop.storefront + (model?.path ?? ""));
    expect(served.headers.get("content-type")).toBe("model/gltf-binary");
    await page.getByRole("button", { name: "Remove the 3D model" }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await eventually("no 3D model", async () => ((await shown(slug)).model ? undefined : true));
    expect((await shown(slug)).images.map((image) => image.alt)).toEqual(["front view", "back view"]);
  });

  it("that is refused tells it at the field", async () => {
    const page = await openAdmin("/products");
    await page.getByRole("link", { name: "Hex bit holder" }).click();
    const field = page.getByLabel("URL name *");
    await expect.poll(() => field.inputValue()).toBe("hex-bit-holder");
    await field.fill("Not A Slug");
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
  });

  it("that somebody else saved meanwhile keeps what was typed", async () => {
    const page = await openAdmin("/products");
    await page.getByRole("link", { name: "Spring clamp" }).click();
    const name = page.getByLabel("Name *", { exact: true });
    await expect.poll(() => name.inputValue()).toBe("Spring clamp");
    const undo = await changeProduct("spring-clamp", (product) => {
      product["description"] = "Changed by somebody else.";
    });
    await name.fill("Spring clamp, strong");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Somebody else changed this meanwhile").waitFor();
    expect(await name.inputValue()).toBe("Spring clamp, strong");
    await page.getByRole("button", { name: "Load their changes, keep mine" }).click();
    const description = page.getByLabel("Description *");
    await expect.poll(() => description.inputValue()).toBe("Changed by somebody else.");
    expect(await name.inputValue()).toBe("Spring clamp, strong");
    await page.getByRole("button", { name: "Save" }).click();
    await expect
      .poll(async () => ((await shown("spring-clamp")) as unknown as { name: string }).name)
      .toBe("Spring clamp, strong");
    await undo();
  });
});

describe("an import", () => {
  it("is tried first, with the faults of each row, and done on a second word", async () => {
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
    await page.getByRole("button", { name: "Import" }).waitFor();
    await page.setInputFiles("input[type=file]", { name: "p.json", mimeType: "application/json", buffer });
    await page.getByText("What the import would do").waitFor();
    await page.getByText("/base_price").first().waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: /^Import it|^Import \d/ }).click();
    await page.getByText("What the import did").waitFor();
    await page.getByText("1 new, 0 changed, 0 as they are, 1 refused").waitFor();
  });
});

describe("categories", () => {
  it("are shown with their names in order", async () => {
    const page = await openAdmin("/categories");
    await expect.poll(() => page.getByLabel("Name *").first().inputValue()).toBe("Home");
    await expectAccessible(page);
  });
});
