import { afterEach, expect, it, vi } from "vitest";
import type { Api } from "../../../platform/api";
import { okResponse } from "../../../platform/testing";
import { uploadFile } from "./uploadFile";

afterEach(() => vi.unstubAllGlobals());

/** An upload that is stored at once; it records the headers that were set. */
class StoredRequest {
  static headers: Record<string, string> = {};
  readonly upload = {};
  readonly status = 200;
  onload = () => undefined;
  open() {}
  send() {
    this.onload();
  }
  setRequestHeader(name: string, value: string) {
    StoredRequest.headers[name] = value;
  }
}

it("an upload sets no header that only the browser may set", async () => {
  vi.stubGlobal("XMLHttpRequest", StoredRequest);
  const headers = { "content-type": "image/png", "Content-Length": "3", "x-amz-meta-id": "1" };
  const permit = { image_id: "img_1", method: "PUT", url: "https://files.example/1", headers };
  const POST = vi.fn().mockResolvedValueOnce(okResponse(permit)).mockResolvedValueOnce(okResponse({}));
  const file = new File(["png"], "dragon.png", { type: "image/png" });
  await uploadFile({ POST } as unknown as Api, "prd_1", file, "image/png", () => undefined);
  expect(StoredRequest.headers).toEqual({ "content-type": "image/png", "x-amz-meta-id": "1" });
});
