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
