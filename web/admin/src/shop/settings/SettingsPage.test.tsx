// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { Notification, ResourceContextProvider } from "react-admin";
import { afterEach, expect, it, vi } from "vitest";
import { mockApi, renderWithApi } from "../../platform/testing";
import SettingsPage from "./SettingsPage";

afterEach(cleanup);

const settings = {
  id: "settings",
  etag: '"1"',
  shop_name: "Old name",
  currency: "EUR",
  shipping_rates: [],
  tax: { mode: "small_business" },
  calendar: { closed_weekdays: [], holidays: [] },
  retention_days: 365,
  kept_days: 365,
  legal: {},
};

const saving = () =>
  vi.fn(async (_resource: string, { data }: { data: object }) => ({ data: { ...data, etag: '"2"' } }));

function page(update = saving()) {
  renderWithApi(
    <ResourceContextProvider value="settings">
      <SettingsPage />
      <Notification />
    </ResourceContextProvider>,
    mockApi().api,
    "admin",
    { getOne: async () => ({ data: settings }) as never, update: update as never },
  );
}

it("no id is used twice", async () => {
  page();
  await screen.findByLabelText(/^Shop name/);
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
});

it("saved settings are unchanged settings, and the old value can be put back", async () => {
  const update = saving();
  page(update);
  const name = await screen.findByLabelText<HTMLInputElement>(/^Shop name/);
  const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
  for (const [typed, etag] of [
    ["New name", '"1"'],
    ["Old name", '"2"'],
  ]) {
    fireEvent.change(name, { target: { value: typed } });
    await waitFor(() => expect(save.disabled).toBe(false));
    fireEvent.click(save);
    await screen.findByText("Settings saved.");
    await waitFor(() => expect(save.disabled).toBe(true));
    expect(update.mock.lastCall?.[1].data).toMatchObject({ shop_name: typed, etag });
  }
});
