// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { ResourceContextProvider } from "react-admin";
import { afterEach, expect, it } from "vitest";
import { mockApi, renderWithApi } from "../../../platform/testing";
import type { Product } from "../draft";
import ProductList from "./ProductList";

afterEach(cleanup);

const product = (number: number) =>
  ({
    id: `prd_${number}`,
    name: `Thing ${number}`,
    slug: `thing-${number}`,
    category: "home",
    base_price: { amount: 100, currency: "EUR" },
    variants: [],
    images: [],
    active: true,
    version: 1,
  }) as unknown as Product;

/** Renders a page of 24 products. */
function list(pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean }) {
  const data = Array.from({ length: 24 }, (_, number) => product(number));
  renderWithApi(
    <ResourceContextProvider value="products">
      <ProductList />
    </ResourceContextProvider>,
    mockApi({ data: { items: [] }, response: new Response("{}") }).api,
    "admin",
    { getList: async () => ({ data, pageInfo }) as never },
  );
}

it("a list without a total claims none", async () => {
  list({ hasNextPage: false, hasPreviousPage: false });
  await screen.findByText("Thing 23");
  expect(screen.queryByText(/ of /)).toBeNull();
  expect(screen.queryByRole("button", { name: "Older" })).toBeNull();
});

it("a list with further pages leads to them", async () => {
  list({ hasNextPage: true, hasPreviousPage: false });
  await screen.findByText("Thing 23");
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Older" }).disabled).toBe(false);
  expect(screen.getByRole<HTMLButtonElement>("button", { name: "Newer" }).disabled).toBe(true);
});
