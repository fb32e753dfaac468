// @vitest-environment happy-dom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { SimpleForm } from "react-admin";
import { afterEach, it } from "vitest";
import { mockApi, okResponse, problemResponse, renderWithApi } from "../../platform/testing";
import { CategoryInput } from "./CategoryInput";

afterEach(cleanup);

it("categories that failed to load show the error and a retry button", async () => {
  const { api } = mockApi(
    problemResponse({ status: 503, code: "unavailable" }),
    okResponse({ categories: [{ slug: "toys", name: "Toys" }] }),
  );
  renderWithApi(
    <SimpleForm toolbar={false}>
      <CategoryInput source="category" label="Category" />
    </SimpleForm>,
    api,
  );
  await screen.findByText("This could not be loaded: It is unavailable.");
  fireEvent.click(screen.getByRole("button", { name: "Try again" }));
  fireEvent.mouseDown(await screen.findByRole("combobox", { name: "Category" }));
  await screen.findByRole("option", { name: "Toys" });
});
