// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import {
  ListContextProvider,
  type ListControllerResult,
  TestMemoryRouter,
  useListContext,
} from "react-admin";
import { afterEach, expect, it, vi } from "vitest";
import { IgnoreLateSearch } from "./IgnoreLateSearch";

afterEach(cleanup);

function Search() {
  const { setFilters } = useListContext();
  return <button onClick={() => setFilters({ q: "dragon" })}>Search</button>;
}

it("a late search after leaving the list is ignored", () => {
  const setFilters = vi.fn();
  window.history.replaceState(null, "", "/products");
  render(
    <TestMemoryRouter initialEntries={["/products"]}>
      <ListContextProvider value={{ setFilters } as unknown as ListControllerResult}>
        <IgnoreLateSearch>
          <Search />
        </IgnoreLateSearch>
      </ListContextProvider>
    </TestMemoryRouter>,
  );
  fireEvent.click(screen.getByText("Search"));
  expect(setFilters).toHaveBeenCalledWith({ q: "dragon" });
  window.history.pushState(null, "", "/products/prd_1");
  fireEvent.click(screen.getByText("Search"));
  expect(setFilters).toHaveBeenCalledTimes(1);
});
