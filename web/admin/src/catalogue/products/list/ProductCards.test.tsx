// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { ListContextProvider, type ListControllerResult, ResourceContextProvider } from "react-admin";
import { afterEach, it, vi } from "vitest";
import { mockApi, renderWithApi } from "../../../platform/testing";
import type { Product } from "../draft";
import { ProductCards } from "./ProductCards";

afterEach(cleanup);

/** Renders the cards of such a list. */
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

it("loading products show a loading state on a phone", async () => {
  cards({ isPending: true });
  await screen.findByText("Loading");
});

it("an empty result on a phone can be cleared of its filters", async () => {
  cards({ isPending: false, data: [] });
  await screen.findByText(/^No products found using the current filters/i);
  screen.getByRole("button", { name: "Clear filters" });
});
