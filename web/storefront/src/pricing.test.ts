// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { fault, line, mockApi, problem, quote, quoteAll, renderPage } from "./mockApi";

renderPage();
const { lineChange, priceCart, lineIssues } = await import("./pricing");
const { lineKey, cartRequest } = await import("./cart");

const cart = (...quantities: number[]) =>
  cartRequest(
    quantities.map((many, n) => line(`p${n}`, many)),
    "DE",
  );
const issues = (...faults: { pointer: string; code: string }[]) => {
  const found = lineIssues(
    cart(1, 2, 1).items,
    faults.map(({ pointer, code }) => fault(pointer, code)),
  );
  return found && [...found].map(([key, trouble]) => `${key.split(",")[0]} ${trouble}`);
};

describe("a priced cart", () => {
  it("reports fallen, risen and unchanged prices", async () => {
    const cart = [line("a", 1, 5), line("b", 1, 3), line("c", 1, 4), line("d")];
    mockApi({ "POST /cart/quote": quoteAll(4) });
    const priced = await priceCart(cartRequest(cart, "DE"));
    expect(cart.map((line) => lineChange(line, priced))).toEqual(["fell", "rose", undefined, undefined]);
  });

  it("quotes the rest without unavailable lines", async () => {
    const [there, gone] = [line("there"), line("gone")];
    const requests = mockApi({
      "POST /cart/quote": ({ body }) => {
        const { items } = body as ReturnType<typeof cart>;
        const place = items.findIndex(({ product_id }) => product_id === "gone");
        if (place < 0) return { body: quote(items, 4) };
        return problem(422, "invalid_input", fault(`/items/${place}/product_id`, "unknown_product"));
      },
    });
    const priced = await priceCart(cartRequest([gone, there], "DE"));
    expect(requests).toHaveLength(2);
    expect([...priced.prices.keys()]).toEqual([lineKey(there)]);
    expect(lineChange(gone, priced)).toBe("gone");
    expect(await priceCart(cartRequest([gone], "DE"))).toMatchObject({ quote: undefined });
  });
});

describe("faults of a cart", () => {
  it("belong to the lines they point at", () => {
    expect(
      issues(
        { pointer: "/items/0/product_id", code: "unknown_product" },
        { pointer: "/items/2/variant_ids/0", code: "inactive_variant" },
      ),
    ).toEqual(["p0 gone", "p2 gone"]);
  });

  it("belong to no line if one of them concerns something else", () => {
    const gone = { pointer: "/items/0/product_id", code: "unknown_product" };
    expect(issues(gone, { pointer: "/country", code: "country_not_served" })).toBeUndefined();
    expect(issues({ pointer: "/items", code: "total_out_of_range" })).toBeUndefined();
    expect(issues({ pointer: "/items/7", code: "total_too_large" })).toBeUndefined();
    expect(issues()).toBeUndefined();
  });

  it("concern the quantity if fewer may be in stock", () => {
    expect(issues({ pointer: "/items/1/variant_ids/0", code: "out_of_stock" })).toEqual(["p1 fewer"]);
    expect(issues({ pointer: "/items/0/variant_ids/0", code: "out_of_stock" })).toEqual(["p0 gone"]);
    expect(issues({ pointer: "/items/0/quantity", code: "quantity_out_of_range" })).toEqual(["p0 fewer"]);
  });

  it("concern the quantity if two lines share the last item", () => {
    const [line] = cart(1).items;
    const items = line ? [line, { ...line, product_id: "other" }] : [];
    const found = lineIssues(items, [fault("/items/1/variant_ids/0", "out_of_stock")]);
    expect([...(found?.values() ?? [])]).toEqual(["fewer"]);
  });

  it("make a line unavailable if it is that, too", () => {
    const fewer = { pointer: "/items/1/quantity", code: "quantity_out_of_range" };
    const gone = { pointer: "/items/1/product_id", code: "unknown_product" };
    expect(issues(fewer, gone)).toEqual(["p1 gone"]);
    expect(issues(gone, fewer)).toEqual(["p1 gone"]);
  });
});
