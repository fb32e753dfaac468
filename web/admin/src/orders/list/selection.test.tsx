// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { ListContextProvider, type ListControllerResult } from "react-admin";
import { afterEach, describe, expect, it } from "vitest";
import { mockApi, okResponse, renderWithApi } from "../../platform/testing";
import type { Summary } from "../order";
import { summary } from "../testing";
import { MAX_SELECTED, SelectCheckbox, Selection, SelectionBar } from "./Selection";

afterEach(cleanup);

const orders = (count: number) =>
  Array.from({ length: count }, (_, place) =>
    summary({ id: `ord_${place}`, number: `3DT-${place}`, version: place }),
  );

function Page({ data, page = 1 }: { data: Summary[]; page?: number }) {
  const value = { data, page, perPage: 50, filterValues: {} } as unknown as ListControllerResult<Summary>;
  return (
    <ListContextProvider value={value}>
      <Selection>
        <SelectionBar />
        {data.map((order) => (
          <SelectCheckbox key={order.id} order={order} />
        ))}
      </Selection>
    </ListContextProvider>
  );
}

const choose = async (name: string) => fireEvent.click(await screen.findByLabelText(name));
const all = "Select all on this page";

describe("selected orders", () => {
  it("are reported by number, even after they left the list", async () => {
    const result = (order_id: string) => ({ order_id, status: 200 });
    const { api, bodies } = mockApi(okResponse({ results: [result("ord_0"), result("ord_1")] }));
    const { again } = renderWithApi(<Page data={orders(3)} />, api);
    await choose(all);
    await choose("Select 3DT-2");
    screen.getByText("2 selected");
    again(<Page data={orders(3).slice(2)} />);
    fireEvent.click(screen.getByRole("button", { name: "Start production" }));
    const question = within(await screen.findByRole("dialog"));
    fireEvent.click(question.getByRole("button", { name: "Start production" }));
    await screen.findByText("3DT-0: done");
    screen.getByText("3DT-1: done");
    const step = (version: number) => ({ to: "processing", version, details_verified: true });
    expect(bodies()).toEqual([
      {
        rows: [
          { order_id: "ord_0", transition: step(0) },
          { order_id: "ord_1", transition: step(1) },
        ],
      },
    ]);
  });

  it("that are held because of their payments are started only by an override", async () => {
    const held = { order_id: "ord_1", status: 409, problem: { code: "payment_held", detail: "Held." } };
    const first = okResponse({ results: [{ order_id: "ord_0", status: 200 }, held] });
    const second = okResponse({ results: [{ order_id: "ord_1", status: 200 }] });
    const { api, bodies } = mockApi(first, second);
    renderWithApi(<Page data={orders(2)} />, api);
    await choose(all);
    fireEvent.click(screen.getByRole("button", { name: "Start production" }));
    const question = within(await screen.findByRole("dialog"));
    fireEvent.click(question.getByRole("button", { name: "Start production" }));
    await screen.findByText(/3DT-1: The payment was refunded in full or is disputed/);
    fireEvent.click(screen.getByRole("button", { name: "Start the held orders anyway" }));
    await screen.findByText("3DT-1: done");
    const transition = { to: "processing", version: 1, details_verified: true, override_payment_hold: true };
    expect(bodies()[1]).toEqual({ rows: [{ order_id: "ord_1", transition }] });
    expect(screen.queryByRole("button", { name: "Start the held orders anyway" })).toBeNull();
  });

  it("are cleared on another page", async () => {
    const { again } = renderWithApi(<Page data={orders(2)} />, mockApi().api);
    await choose("Select 3DT-0");
    screen.getByText("1 selected");
    again(<Page data={orders(2)} page={2} />);
    expect(screen.queryByText(/selected/)).toBeNull();
    expect(screen.queryByRole("button", { name: "Start production" })).toBeNull();
  });

  it("are limited to the API's maximum, which is shown", async () => {
    renderWithApi(<Page data={orders(MAX_SELECTED + 1)} />, mockApi().api);
    await choose(all);
    screen.getByText(`${MAX_SELECTED} selected (up to ${MAX_SELECTED} at a time)`);
    expect(screen.getByLabelText<HTMLInputElement>(`Select 3DT-${MAX_SELECTED}`).disabled).toBe(true);
    await choose("Select 3DT-0");
    expect(screen.getByLabelText<HTMLInputElement>(`Select 3DT-${MAX_SELECTED}`).disabled).toBe(false);
  });

  it("are not offered without the permission to change orders", async () => {
    renderWithApi(<Page data={orders(1)} />, mockApi().api, "viewer");
    await screen.findByLabelText("Select 3DT-0");
    expect(screen.queryByLabelText(all)).toBeNull();
  });
});
