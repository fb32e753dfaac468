// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { imageFor, showChosen, startGallery } from "./gallery";

const VARIANTS: Record<string, string | undefined> = { whole: undefined, red: "red", blue: "blue" };

const thumb = (name: string) => document.querySelector<HTMLAnchorElement>(`a[href="/${name}"]`);
const picture = () => document.querySelector<HTMLImageElement>("#picture");
const shown = () => picture()?.src.split("/").at(-1);
const marked = () => document.querySelector<HTMLAnchorElement>("[aria-current]")?.href.split("/").at(-1);
const preview = () => document.getElementById("preview");

/** Settles the decoding of the next image. */
let decode: () => Promise<void>;

function open(...names: string[]): void {
  const thumbs = names.map((name) => {
    const variant = VARIANTS[name];
    return `<a href="/${name}"${variant ? ` data-variant="${variant}"` : ""}></a>`;
  });
  document.body.innerHTML = `<img id="preview"><img id="picture" src="${names[0] ?? ""}">
    <div class="thumbs">${thumbs.join("")}</div>`;
  const image = picture();
  if (image) image.decode = () => decode();
}

beforeEach(() => {
  decode = () => Promise.resolve();
});

describe("the gallery", () => {
  it("marks the initial image and removes the preview", async () => {
    open("whole", "red");
    startGallery(() => undefined);
    expect(marked()).toBe("whole");
    await vi.waitFor(() => expect(preview()).toBeNull());
  });

  it("shows the clicked image after calling `onSelect`", () => {
    open("whole", "red");
    const calls: unknown[] = [];
    startGallery(() => calls.push(shown()));
    thumb("red")?.click();
    expect([shown(), marked(), calls]).toEqual(["red", "red", ["whole"]]);
  });

  it("shows the preview until the image is decoded", async () => {
    let come: () => void = () => undefined;
    decode = () => new Promise((resolve) => (come = resolve));
    open("whole", "red");
    startGallery(() => undefined);
    thumb("red")?.click();
    expect(preview()).not.toBeNull();
    come();
    await vi.waitFor(() => expect(preview()).toBeNull());
  });

  it("shows the preview if the image fails to load", async () => {
    decode = () => Promise.reject(new DOMException("none", "EncodingError"));
    open("whole");
    startGallery(() => undefined);
    await Promise.resolve();
    expect(preview()).not.toBeNull();
  });
});

describe("the image of the chosen variants", () => {
  it("does not replace a matching initial image", () => {
    open("whole", "red");
    startGallery(() => undefined);
    showChosen(new Set(["red"]));
    expect(shown()).toBe("whole");
  });

  it("replaces an image that does not match", () => {
    open("blue", "whole", "red");
    startGallery(() => undefined);
    showChosen(new Set(["red"]));
    expect(shown()).toBe("whole");
  });

  it("is shown when chosen, and replaced when no longer chosen", () => {
    open("whole", "red", "blue");
    startGallery(() => undefined);
    showChosen(new Set(["blue"]), "blue");
    expect(shown()).toBe("blue");
    showChosen(new Set(["blue", "large"]), "large");
    expect(shown()).toBe("blue");
    showChosen(new Set(["green", "large"]), "green");
    expect(shown()).toBe("whole");
  });
});

describe("the image in the cart", () => {
  const red = new Set(["red", "large"]);

  it("matches the chosen variants, not the shown image", () => {
    open("whole", "blue", "red");
    startGallery(() => undefined);
    thumb("blue")?.click();
    expect(imageFor(red)).toBe("/red");
    expect(imageFor(new Set(["green"]))).toBe("/whole");
  });

  it("is the smallest file, also of a single image", () => {
    open("red");
    thumb("red")?.setAttribute("data-widths", "/red-400.webp 400w, /red.webp 800w");
    expect(imageFor(red)).toBe("/red-400.webp");
    document.querySelector(".thumbs")?.remove();
    expect(imageFor(red)).toBe("red");
    picture()?.setAttribute("srcset", "/only-400.webp 400w, /only.webp 800w");
    expect(imageFor(red)).toBe("/only-400.webp");
  });

  it("is undefined without images", () => {
    document.body.innerHTML = "";
    expect(imageFor(red)).toBeUndefined();
  });
});
