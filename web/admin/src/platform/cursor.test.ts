import type { GetListParams } from "react-admin";
import { describe, expect, it, vi } from "vitest";
import { Cursors } from "./cursor";

/** A list of five items; the cursor is the index of a page's first item. */
function list() {
  const all = ["a", "b", "c", "d", "e"];
  return vi.fn((cursor: string | undefined, limit: number) => {
    const from = Number(cursor ?? 0);
    const next = from + limit;
    const items = all.slice(from, next);
    return Promise.resolve(next < all.length ? { items, next_cursor: String(next) } : { items });
  });
}

const page = (number: number, filter: Record<string, unknown> = {}): GetListParams => ({
  pagination: { page: number, perPage: 2 },
  sort: { field: "id", order: "ASC" },
  filter,
});

describe("numbered pages of a cursor list", () => {
  it("report if there are pages before and after", async () => {
    const cursors = new Cursors();
    const read = list();
    expect(await cursors.page(page(1), read)).toEqual({
      items: ["a", "b"],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    });
    expect(await cursors.page(page(3), read)).toEqual({
      items: ["e"],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });

  it("remember page starts, so that paging on reads one page only", async () => {
    const cursors = new Cursors();
    const read = list();
    await cursors.page(page(1), read);
    await cursors.page(page(2), read);
    expect(read.mock.calls).toEqual([
      [undefined, 2],
      ["2", 2],
    ]);
  });

  it("reach a page that was opened by its URL", async () => {
    const read = list();
    expect((await new Cursors().page(page(3), read)).items).toEqual(["e"]);
    expect(read.mock.calls.map(([cursor]) => cursor)).toEqual([undefined, "2", "4"]);
  });

  it("are empty after the last one", async () => {
    expect(await new Cursors().page(page(9), list())).toEqual({
      items: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true },
    });
  });

  it("are separate for each filter", async () => {
    const cursors = new Cursors();
    const read = list();
    await cursors.page(page(1), read);
    await cursors.page(page(2, { q: "x" }), read);
    expect(read.mock.calls.map(([cursor]) => cursor)).toEqual([undefined, undefined, "2"]);
  });
});
