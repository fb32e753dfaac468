// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { fault, line, mockApi, problem, quote, quoteAll, renderPage } from "./mockApi";

renderPage();
const { lineChange: changeOf, priceCart: price, lineIssues: troublesOf } = await import("./pricing");
const { lineKey: keyOf, cartRequest: request } = await import("./cart");

const cart = (...quantities: number[]) =>
  request(
    quantities.map((many, n) => line(`p${n}`, many)),
    "DE",
  );
const troubles = (...told: { pointer: string; code: string }[]) => {
  const found = troublesOf(
    cart(1, 2, 1).items,
    told.map(({ pointer, code }) => fault(pointer, code)),
  );
  return found && [...found].map(([key, trouble]) => `${key.split(",")[0]} ${trouble}`);
};

describe("a priced cart", () => {
  it("tells what fell, what rose and what stayed", async () => {
    const held = [line("a", 1, 5), line("b", 1, 3), line("c", 1, 4), line("d")];
    mockApi({ "POST /cart/quote": quoteAll(4) });
    const priced = await price(request(held, "DE"));
    expect(held.map((one) => changeOf(one, priced))).toEqual(["fell", "rose", undefined, undefined]);
  });

  it("prices the rest without what is gone", async () => {
    const [there, gone] = [line("there"), line("gone")];
    const asked = mockApi({
      "POST /cart/quote": ({ body }) => {
        const { items } = body as ReturnType<typeof cart>;
        const place = items.findIndex(({ product_id }) => product_id === "gone");
        if (place < 0) return { body: quote(items, 4) };
        return problem(422, "invalid_input", fault(`/items/${place}/product_id`, "unknown_product"));
      },
    });
    const priced = await price(request([gone, there], "DE"));
    expect(asked).toHaveLength(2);
    expect([...priced.prices.keys()]).toEqual([keyOf(there)]);
    expect(changeOf(gone, priced)).toBe("gone");
    expect(await price(request([gone], "DE"))).toMatchObject({ quote: undefined });
  });
});

describe("faults of a cart", () => {
  it("belong to the lines that they point at", () => {
    expect(
      troubles(
        { pointer: "/items/0/product_id", code: "unknown_product" },
        { pointer: "/items/2/variant_ids/0", code: "inactive_variant" },
      ),
    ).toEqual(["p0 gone", "p2 gone"]);
  });

  it("are no line's when one of them is about something else", () => {
    const gone = { pointer: "/items/0/product_id", code: "unknown_product" };
    expect(troubles(gone, { pointer: "/country", code: "country_not_served" })).toBeUndefined();
    expect(troubles({ pointer: "/items", code: "total_out_of_range" })).toBeUndefined();
    expect(troubles({ pointer: "/items/7", code: "total_too_large" })).toBeUndefined();
    expect(troubles()).toBeUndefined();
  });

  it("are the quantity's where fewer pieces may be in stock", () => {
    expect(troubles({ pointer: "/items/1/variant_ids/0", code: "out_of_stock" })).toEqual(["p1 fewer"]);
    expect(troubles({ pointer: "/items/0/variant_ids/0", code: "out_of_stock" })).toEqual(["p0 gone"]);
    expect(troubles({ pointer: "/items/0/quantity", code: "quantity_out_of_range" })).toEqual(["p0 fewer"]);
  });

  it("are the quantity's where two lines want the same last piece", () => {
    const [one] = cart(1).items;
    const items = one ? [one, { ...one, product_id: "other" }] : [];
    const found = troublesOf(items, [fault("/items/1/variant_ids/0", "out_of_stock")]);
    expect([...(found?.values() ?? [])]).toEqual(["fewer"]);
  });

  it("make a line gone where it is that as well", () => {
    const fewer = { pointer: "/items/1/quantity", code: "quantity_out_of_range" };
    const gone = { pointer: "/items/1/product_id", code: "unknown_product" };
    expect(troubles(fewer, gone)).toEqual(["p1 gone"]);
    expect(troubles(gone, fewer)).toEqual(["p1 gone"]);
  });
});
