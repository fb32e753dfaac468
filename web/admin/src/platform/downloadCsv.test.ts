import { afterEach, expect, it, vi } from "vitest";
import { downloadCsv } from "./downloadCsv";
import { downloadFile } from "./downloadFile";

vi.mock("./downloadFile", () => ({ downloadFile: vi.fn() }));
afterEach(() => vi.clearAllMocks());

const page = (data: string, next?: string) => {
  const headers = new Headers(next ? { link: `<?language=de&cursor=${next}>; rel="next"` } : {});
  return Promise.resolve({ data, response: new Response("", { headers }) });
};

it("all pages are one file with the mark by which programs recognise UTF-8", async () => {
  const read = vi.fn().mockReturnValueOnce(page("slug;name\r\n", "c2")).mockReturnValueOnce(page("ü;Ü\r\n"));
  await downloadCsv("products.csv", "de", read);
  expect(read.mock.calls).toEqual([[{ language: "de" }], [{ language: "de", cursor: "c2" }]]);
  const parts = ["\uFEFF", "slug;name\r\n", "ü;Ü\r\n"];
  expect(downloadFile).toHaveBeenCalledWith("products.csv", "text/csv", parts);
});
