// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { ResourceContextProvider } from "react-admin";
import { afterEach, expect, it, vi } from "vitest";
import { mockApi, renderWithApi } from "../../platform/testing";
import { summary } from "../testing";
import OrderList from "./OrderList";

afterEach(cleanup);

const open = (getList: unknown) =>
  renderWithApi(
    <ResourceContextProvider value="orders">
      <OrderList />
    </ResourceContextProvider>,
    mockApi().api,
    "admin",
    { getList: getList as never },
  );

const search = (text: string) => {
  fireEvent.change(screen.getByLabelText("Order number or e-mail"), { target: { value: text } });
  fireEvent.submit(screen.getByRole("search"));
};

it("a search that cannot be run has no results of another search", async () => {
  const getList = vi.fn(async () => ({
    data: [summary()],
    pageInfo: { hasNextPage: true, hasPreviousPage: false },
  }));
  open(getList);
  await screen.findByText("3DT-ABCD2345");
  search("ab");
  await screen.findByText(/at least the first 3 characters/);
  expect(screen.queryByText("3DT-ABCD2345")).toBeNull();
  expect(screen.queryByRole("button", { name: "Older" })).toBeNull();
  search("abc");
  const filtered = ["orders", { filter: { number: "3DT-ABC" } }];
  await waitFor(() => expect(getList.mock.lastCall).toMatchObject(filtered));
  await screen.findByText("3DT-ABCD2345");
});

it.each([
  ["7K2M", { number: "3DT-7K2M" }],
  ["ada@example.org", { email: "ada@example.org" }],
])("a payment under way is found by %s", async (text, filter) => {
  const waiting = summary({ number: "3DT-7K2M9QXA", state: "pending_payment" });
  const getList = vi.fn(async (_resource: string, asked: { filter: object }) => ({
    data: [JSON.stringify(asked.filter) === JSON.stringify(filter) ? waiting : summary()],
    pageInfo: { hasNextPage: false, hasPreviousPage: false },
  }));
  open(getList);
  await screen.findByLabelText("Order number or e-mail");
  search(text);
  const link = await screen.findByRole("link", { name: "3DT-7K2M9QXA" });
  expect(link.getAttribute("href")).toContain("/orders/ord_1/show");
  screen.getByText("Awaiting payment");
});
