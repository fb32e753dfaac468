import { expect, it } from "vitest";
import { thumbnail } from "./thumbnail";

it.each([
  [[160, 400, 812], "/media/img_1-160.webp"],
  [[120], "/media/img_1.webp"],
  [undefined, "/media/img_1.webp"],
])("the thumbnail of an image in the widths %o is %s", (widths, file) => {
  expect(thumbnail({ path: "/media/img_1.webp", ...(widths ? { widths } : {}) })).toBe(file);
});
