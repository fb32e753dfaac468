import { afterEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../../../platform/api";
import { okResponse } from "../../../platform/testing";
import { fileTypeOf, uploadFile } from "./uploadFile";

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

const named = (content: string, name: string, type: string) =>
  new File([Uint8Array.from(content, (letter) => letter.charCodeAt(0))], name, { type });

describe("the type of a file", () => {
  it.each([
    ["RIFF\x10\0\0\0WEBPVP8 ", "photo.jpg", "image/jpeg", "image/webp"],
    ["\x89PNG\r\n\x1a\n", "photo", "", "image/png"],
    ["\xff\xd8\xff\xe0", "photo.heic", "image/heic", "image/jpeg"],
    ["glTF\x02\0\0\0", "vase.bin", "", "model/gltf-binary"],
    ["\0\0\0\x18ftypheic", "photo.jpg", "image/jpeg", undefined],
    ["\0\0\0\x18ftypavif", "photo.png", "image/png", undefined],
    ["", "empty.png", "image/png", undefined],
  ])("is found in the content %j, not in its name", async (content, name, type, expected) => {
    expect(await fileTypeOf(named(content, name, type))).toBe(expected);
  });
});
