import { expect, it } from "vitest";
import { thumbnail } from "./thumbnail";

it.each([
  [[160, 400, 812], "/media/img_1-160.webp"],
  [[120], "/media/img_1.webp"],
  [undefined, "/media/img_1.webp"],
])("a picture in the widths %o is shown small from %s", (widths, file) => {
  expect(thumbnail({ path: "/media/img_1.webp", ...(widths ? { widths } : {}) })).toBe(file);
});
