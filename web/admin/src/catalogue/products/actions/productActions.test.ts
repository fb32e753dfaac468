import { HttpError } from "react-admin";
import { describe, expect, it, vi } from "vitest";
import type { Api } from "../../../platform/api";
import type { Product } from "../draft";
import { duplicateProduct, stillExists } from "./productActions";

const product = { id: "prd_1", slug: "vase" } as Product;

type Answer = { status: number; body: Record<string, unknown> };

/** An API that gives these answers, one after the other. */
function answering(...answers: Answer[]) {
  const call = vi.fn<(path: string, options: { body?: { slug: string } }) => Promise<unknown>>(() => {
    const { status, body } = answers.shift() as Answer;
    const response = new Response(null, { status });
    return Promise.resolve(status < 300 ? { data: body, response } : { error: body, response });
  });
  return { call, api: { GET: call, POST: call } as unknown as Api };
}

const taken = { status: 409, body: { code: "slug_taken", status: 409, detail: "Taken." } };

describe("a copy", () => {
  it("gets the first slug that is free", async () => {
    const { call, api } = answering(taken, taken, { status: 201, body: { id: "prd_2" } });
    expect(await duplicateProduct(api, product, "Vase (copy)")).toEqual({ id: "prd_2" });
    expect(call.mock.calls.map(([, { body }]) => body?.slug)).toEqual([
      "vase-copy",
      "vase-copy-2",
      "vase-copy-3",
    ]);
  });

  it("that is refused for something else is not tried again", async () => {
    const { call, api } = answering({ status: 409, body: { code: "product_archived", status: 409 } });
    await expect(duplicateProduct(api, product, "Vase (copy)")).rejects.toThrow(HttpError);
    expect(call).toHaveBeenCalledTimes(1);
  });

  it("whose slugs are all taken says so in the end", async () => {
    const { api } = answering(...Array.from({ length: 20 }, () => taken));
    await expect(duplicateProduct(api, product, "Vase (copy)")).rejects.toThrow("Taken.");
  });
});

describe("a product that was removed", () => {
  it("is still there if it was archived, and is not if it was deleted", async () => {
    expect(await stillExists(answering({ status: 200, body: {} }).api, "prd_1")).toBe(true);
    expect(
      await stillExists(answering({ status: 404, body: { code: "not_found", status: 404 } }).api, "prd_1"),
    ).toBe(false);
  });
});
