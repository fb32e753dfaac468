// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { Notification, NumberInput, RecordContextProvider, SaveContextProvider } from "react-admin";
import { afterEach, expect, it, vi } from "vitest";
import { mockApi, renderWithApi } from "../../platform/testing";
import { SettingsForm } from "./SettingsForm";

afterEach(cleanup);

/** Renders the form with 365 days and saves it with these instead. */
async function keepFor(days: number) {
  const save = vi.fn();
  renderWithApi(
    <SaveContextProvider value={{ save, saving: false, mutationMode: "pessimistic" }}>
      <RecordContextProvider value={{ id: "settings", retention_days: 365, kept_days: 365 }}>
        <SettingsForm>
          <NumberInput source="retention_days" label="Days" />
        </SettingsForm>
      </RecordContextProvider>
      <Notification />
    </SaveContextProvider>,
    mockApi().api,
  );
  fireEvent.change(await screen.findByLabelText("Days"), { target: { value: String(days) } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  return save;
}

const press = async (name: string) =>
  fireEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name }));

const saved = (days: number) => expect.objectContaining({ retention_days: days });

it("a shorter retention shows what is erased before saving", async () => {
  const save = await keepFor(30);
  await screen.findByText(/ended more than 30 days ago will be permanently erased/);
  expect(save).not.toHaveBeenCalled();
  await press("Save and erase");
  await waitFor(() => expect(save.mock.calls[0]?.[0]).toEqual(saved(30)));
});

it("a shorter retention saves nothing without confirmation", async () => {
  const save = await keepFor(30);
  await press("Cancel");
  await screen.findByText("Nothing was saved.");
  expect(save).not.toHaveBeenCalled();
});

it("a longer retention needs no confirmation", async () => {
  const save = await keepFor(400);
  await waitFor(() => expect(save.mock.calls[0]?.[0]).toEqual(saved(400)));
  expect(screen.queryByRole("dialog")).toBeNull();
});
