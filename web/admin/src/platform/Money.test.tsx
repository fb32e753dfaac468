// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import polyglotI18nProvider from "ra-i18n-polyglot";
import { AdminContext, RecordContextProvider, SimpleForm } from "react-admin";
import { useWatch } from "react-hook-form";
import { afterEach, expect, it } from "vitest";
import german from "../strings/de";
import { MoneyInput } from "./Money";

afterEach(cleanup);

function Held() {
  return <output>{JSON.stringify(useWatch({ name: "price" }))}</output>;
}

it("an amount is formatted by locale and accepts comma or point", async () => {
  render(
    <AdminContext i18nProvider={polyglotI18nProvider(() => german, "de")}>
      <RecordContextProvider value={{ id: 1, price: { amount: 1890, currency: "EUR" } }}>
        <SimpleForm toolbar={false}>
          <MoneyInput source="price" label="Preis" currency="EUR" />
          <Held />
        </SimpleForm>
      </RecordContextProvider>
    </AdminContext>,
  );
  const field = await screen.findByLabelText<HTMLInputElement>("Preis");
  expect(field.value).toBe("18,90");
  for (const typed of ["7,5", "7.5"]) {
    fireEvent.change(field, { target: { value: typed } });
    screen.getByText('{"amount":750,"currency":"EUR"}');
    expect(field.value).toBe(typed);
  }
});
