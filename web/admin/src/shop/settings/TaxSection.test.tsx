// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import {
  RecordContextProvider,
  ResourceContextProvider,
  SaveButton,
  SaveContextProvider,
  SimpleForm,
} from "react-admin";
import { afterEach, expect, it, vi } from "vitest";
import { mockApi, renderWithApi } from "../../platform/testing";
import { TaxSection } from "./TaxSection";

afterEach(cleanup);

const INCLUDED = { mode: "included", home_rate: 1900, rates: [{ country: "CH", rate: 770 }] };

/** Renders the section with a setting. */
function section(tax: object) {
  const save = vi.fn();
  renderWithApi(
    <SaveContextProvider value={{ save, saving: false, mutationMode: "pessimistic" }}>
      <ResourceContextProvider value="settings">
        <RecordContextProvider value={{ id: "settings", tax }}>
          <SimpleForm toolbar={<SaveButton alwaysEnable />}>
            <TaxSection />
          </SimpleForm>
        </RecordContextProvider>
      </ResourceContextProvider>
    </SaveContextProvider>,
    mockApi().api,
  );
  return save;
}

const homeRate = () => screen.findByLabelText<HTMLInputElement>(/^Home rate/);

it("rates are shown as percentages and saved as hundredths", async () => {
  const save = section(INCLUDED);
  const home = await homeRate();
  expect([home.value, screen.getByLabelText<HTMLInputElement>(/^Rate/).value]).toEqual(["19", "7.7"]);
  fireEvent.change(home, { target: { value: "8,05" } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(save.mock.calls[0]?.[0].tax).toEqual({ ...INCLUDED, home_rate: 805 }));
});

it.each(["100.01", "-1", "7.755", "many"])("a rate of %s is not saved", async (typed) => {
  const save = section(INCLUDED);
  fireEvent.change(await homeRate(), { target: { value: typed } });
  fireEvent.click(screen.getByRole("button", { name: "Save" }));
  await screen.findByText("Not a percentage from 0 to 100 with at most two decimals.");
  expect(save).not.toHaveBeenCalled();
});

it("other modes have no rates", async () => {
  section({ mode: "stripe_added" });
  await screen.findByText(/Prices are net/);
  expect(screen.queryByLabelText(/^Home rate/)).toBeNull();
});
