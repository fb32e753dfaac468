// @vitest-environment happy-dom
import { cleanup, screen } from "@testing-library/react";
import { Title } from "react-admin";
import { afterEach, expect, it } from "vitest";
import { Layout } from "./Layout";
import { mockApi, renderWithApi } from "./testing";

afterEach(cleanup);

it("the title of a page is its only main heading", async () => {
  renderWithApi(
    <Layout>
      <Title title="orders.title" />
    </Layout>,
    mockApi().api,
  );
  await screen.findByRole("heading", { level: 1, name: "Orders" });
  expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1);
});
