// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { imageFor, showChosen, startGallery } from "./gallery";

const VARIANTS: Record<string, string | undefined> = { whole: undefined, red: "red", blue: "blue" };

const thumb = (name: string) => document.querySelector<HTMLAnchorElement>(`a[href="/${name}"]`);
const picture = () => document.querySelector<HTMLImageElement>("#picture");
const shown = () => picture()?.src.split("/").at(-1);
const marked = () => document.querySelector<HTMLAnchorElement>("[aria-current]")?.href.split("/").at(-1);
const preview = () => document.getElementById("preview");

/** What each picture's file does: it comes, or it does not, or it is still on its way. */
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
  it("says which picture is shown from the start, and lets the preview go", async () => {
    open("whole", "red");
    startGallery(() => undefined);
    expect(marked()).toBe("whole");
    await vi.waitFor(() => expect(preview()).toBeNull());
  });

  it("shows the picture that is pressed, and tells so before", () => {
    open("whole", "red");
    const told: unknown[] = [];
    startGallery(() => told.push(shown()));
    thumb("red")?.click();
    expect([shown(), marked(), told]).toEqual(["red", "red", ["whole"]]);
  });

  it("keeps the preview until the new picture can be shown", async () => {
    let come: () => void = () => undefined;
    decode = () => new Promise((resolve) => (come = resolve));
    open("whole", "red");
    startGallery(() => undefined);
    thumb("red")?.click();
    expect(preview()).not.toBeNull();
    come();
    await vi.waitFor(() => expect(preview()).toBeNull());
  });

  it("keeps the preview of a picture that does not come", async () => {
    decode = () => Promise.reject(new DOMException("none", "EncodingError"));
    open("whole");
    startGallery(() => undefined);
    await Promise.resolve();
    expect(preview()).not.toBeNull();
  });
});

describe("the picture of what is chosen", () => {
  it("takes no other picture's place at first, if that fits", () => {
    open("whole", "red");
    startGallery(() => undefined);
    showChosen(new Set(["red"]));
    expect(shown()).toBe("whole");
  });

  it("takes the place of one that does not fit", () => {
    open("blue", "whole", "red");
    startGallery(() => undefined);
    showChosen(new Set(["red"]));
    expect(shown()).toBe("whole");
  });

  it("is shown as soon as it is chosen, and goes with what it shows", () => {
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

describe("the picture that goes into the cart", () => {
  const red = new Set(["red", "large"]);

  it("is that of what is chosen, whatever is looked at", () => {
    open("whole", "blue", "red");
    startGallery(() => undefined);
    thumb("blue")?.click();
    expect(imageFor(red)).toBe("/red");
    expect(imageFor(new Set(["green"]))).toBe("/whole");
  });

  it("is the smallest file, also of an only picture", () => {
    open("red");
    thumb("red")?.setAttribute("data-widths", "/red-400.webp 400w, /red.webp 800w");
    expect(imageFor(red)).toBe("/red-400.webp");
    document.querySelector(".thumbs")?.remove();
    expect(imageFor(red)).toBe("red");
    picture()?.setAttribute("srcset", "/only-400.webp 400w, /only.webp 800w");
    expect(imageFor(red)).toBe("/only-400.webp");
  });

  it("is none where there is none", () => {
    document.body.innerHTML = "";
    expect(imageFor(red)).toBeUndefined();
  });
});
