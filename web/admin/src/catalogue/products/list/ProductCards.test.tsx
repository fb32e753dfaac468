// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { ListContextProvider, type ListControllerResult, ResourceContextProvider } from "react-admin";
import { afterEach, it, vi } from "vitest";
import { mockApi, renderWithApi } from "../../../platform/testing";
import type { Product } from "../draft";
import { ProductCards } from "./ProductCards";

afterEach(cleanup);

/** The cards of a list that is like this. */
function cards(list: Partial<ListControllerResult<Product>>) {
  const value = { filterValues: { q: "x" }, setFilters: vi.fn(), ...list } as ListControllerResult<Product>;
  renderWithApi(
    <ResourceContextProvider value="products">
      <ListContextProvider value={value}>
        <ProductCards />
      </ListContextProvider>
    </ResourceContextProvider>,
    mockApi().api,
  );
}

it("products that are still loading on a phone are said to be", async () => {
  cards({ isPending: true });
  await screen.findByText("Loading");
});

it("a filter on a phone that finds nothing says of what, and can be taken back", async () => {
  cards({ isPending: false, data: [] });
  await screen.findByText(/^No products found using the current filters/i);
  screen.getByRole("button", { name: "Clear filters" });
});
