// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { mockApi, okResponse, problemResponse, renderWithApi } from "../../../platform/testing";
import { ImportProducts } from "./ImportProducts";

afterEach(cleanup);

/** A report of rows by their outcomes. */
function report(dry_run: boolean, items: { row: number; slug: string; outcome: string }[]) {
  const count = (outcome: string) => items.filter((item) => item.outcome === outcome).length;
  const [created, updated] = [count("created"), count("updated")];
  return okResponse({
    dry_run,
    created,
    updated,
    unchanged: count("unchanged"),
    refused: count("refused"),
    items,
  });
}

const choose = async (...parts: BlobPart[]) => {
  const file = new File(parts, "products.csv", { type: "text/csv" });
  fireEvent.change(await screen.findByLabelText("Import", { selector: "input" }), {
    target: { files: [file] },
  });
};

it("a preview shows old and new values, refused and changed rows first", async () => {
  const changes = { before: { name: "Old lamp" }, after: { name: "New lamp" } };
  const errors = [{ pointer: "/name", code: "empty_text", detail: "Expected a text." }];
  const items = [
    { row: 2, slug: "same", outcome: "unchanged" },
    { row: 3, slug: "fresh", outcome: "created" },
    { row: 4, slug: "lamp", outcome: "updated", changes },
    { row: 5, slug: "bad", outcome: "refused", errors },
  ];
  const { api } = mockApi(report(true, items));
  renderWithApi(<ImportProducts />, api);
  await choose("slug,name\n");
  await screen.findByText("Old lamp");
  screen.getByText("New lamp");
  const rows = screen.getAllByRole("alert").map((row) => row.textContent?.slice(0, 2));
  expect(rows).toEqual(["5:", "4:", "3:", "2:"]);
});

it("a file of more than 100 products is sent in pieces, with the lines of the file", async () => {
  const item = { row: 2, slug: "p100", outcome: "created" };
  const { api, bodies } = mockApi(report(true, []), report(true, [item]), report(false, []));
  renderWithApi(<ImportProducts />, api);
  const lines = Array.from({ length: 101 }, (_, n) => `p${n},Größe\n`);
  await choose("slug,name\n", lines.join(""));
  await screen.findByText(/^102: p100/);
  expect(bodies().map(({ csv }) => csv.split("\n").length)).toEqual([102, 3]);
  expect(bodies()[1]).toEqual({ csv: "slug,name\np100,Größe\n", dry_run: true });
});

it("an import that fails in the middle shows the result until then", async () => {
  const item = { row: 2, slug: "p0", outcome: "created" };
  const failed = problemResponse({ status: 503, code: "unavailable" });
  const preview = [report(true, [item]), report(true, [])];
  const { api, bodies } = mockApi(...preview, report(false, [item]), failed);
  renderWithApi(<ImportProducts />, api);
  await choose("slug,name\n", Array.from({ length: 101 }, (_, n) => `p${n},N\n`).join(""));
  fireEvent.click(await screen.findByRole("button", { name: "Import 1 product" }));
  await screen.findByText("Import result");
  await waitFor(() => expect(bodies()).toHaveLength(4));
  screen.getByText(/^2: p0/);
});

it("a file in Windows-1252 is sent with its umlauts", async () => {
  const { api, bodies } = mockApi(report(true, []));
  renderWithApi(<ImportProducts />, api);
  await choose(new Uint8Array([0x4c, 0xf6, 0x77, 0x65]));
  await waitFor(() => expect(bodies()).toEqual([{ csv: "Löwe\n", dry_run: true }]));
});
