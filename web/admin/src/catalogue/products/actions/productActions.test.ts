import { HttpError } from "react-admin";
import { describe, expect, it, vi } from "vitest";
import type { Api } from "../../../platform/api";
import type { Product } from "../draft";
import { duplicateProduct, stillExists } from "./productActions";

const product = { id: "prd_1", slug: "vase" } as Product;

type Answer = { status: number; body: Record<string, unknown> };

/** Mocks an API that returns these responses in turn. */
function mockApi(...answers: Answer[]) {
  const call = vi.fn<(path: string, options: { body?: { slug: string } }) => Promise<unknown>>(() => {
    const { status, body } = answers.shift() as Answer;
    const response = new Response(null, { status });
    return Promise.resolve(status < 300 ? { data: body, response } : { error: body, response });
  });
  return { call, api: { GET: call, POST: call } as unknown as Api };
}

const taken = { status: 409, body: { code: "slug_taken", status: 409, detail: "Taken." } };

describe("a copy", () => {
  it("gets the first free slug", async () => {
    const { call, api } = mockApi(taken, taken, { status: 201, body: { id: "prd_2" } });
    expect(await duplicateProduct(api, product, "Vase (copy)")).toEqual({ id: "prd_2" });
    expect(call.mock.calls.map(([, { body }]) => body?.slug)).toEqual([
      "vase-copy",
      "vase-copy-2",
      "vase-copy-3",
    ]);
  });

  it("is not retried after another error", async () => {
    const { call, api } = mockApi({ status: 409, body: { code: "product_archived", status: 409 } });
    await expect(duplicateProduct(api, product, "Vase (copy)")).rejects.toThrow(HttpError);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it("fails if all slugs are taken", async () => {
    const { api } = mockApi(...Array.from({ length: 20 }, () => taken));
    await expect(duplicateProduct(api, product, "Vase (copy)")).rejects.toThrow("Taken.");
  });
});

describe("a product that was removed", () => {
  it("still exists if it was archived, but not if it was deleted", async () => {
    expect(await stillExists(mockApi({ status: 200, body: {} }).api, "prd_1")).toBe(true);
    expect(
      await stillExists(mockApi({ status: 404, body: { code: "not_found", status: 404 } }).api, "prd_1"),
    ).toBe(false);
  });
});
