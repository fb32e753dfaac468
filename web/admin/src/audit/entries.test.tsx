// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { HttpError, ListContextProvider, type ListControllerResult } from "react-admin";
import { afterEach, expect, it, vi } from "vitest";
import { mockApi, renderWithApi } from "../platform/testing";
import type { Entry } from "./entry";
import { Entries } from "./EntryList";

afterEach(cleanup);

it("entries that failed to load show the error and a retry button", async () => {
  const refetch = vi.fn();
  const error = new HttpError("The shop is not responding.", 503);
  const list = { error, refetch } as unknown as ListControllerResult<Entry>;
  renderWithApi(
    <ListContextProvider value={list}>
      <Entries />
    </ListContextProvider>,
    mockApi().api,
  );
  await screen.findByText("This could not be loaded: The shop is not responding.");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(refetch).toHaveBeenCalled();
});

it("an entry names its order by number and its time in UTC, as the filter does", async () => {
  const entry = {
    id: "ord_1 1",
    subject: "ord_1",
    subject_name: "3DT-ABCD2345",
    seq: 1,
    at: "2027-01-04T23:30:00Z",
    actor: { kind: "system", function: "retention" },
    action: "customer_erased",
    evidence: {},
  } as unknown as Entry;
  const list = {
    data: [entry],
    filterValues: { day: "2027-01-04" },
  } as unknown as ListControllerResult<Entry>;
  renderWithApi(
    <ListContextProvider value={list}>
      <Entries />
    </ListContextProvider>,
    mockApi().api,
  );
  await screen.findByRole("link", { name: "Order 3DT-ABCD2345" });
  screen.getByText(/4 Jan 2027, 23:30 UTC/);
});
