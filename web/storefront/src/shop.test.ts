// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { add } from "./cart";
import { line, pageText, renderPage } from "./mockApi";

const LINK = '<a data-language="en" href="/track/ord_1">English</a>';
const COUNT = '<span id="cart-count" hidden></span>';

async function open(content: string, language: "en" | "de" = "en", path = "/"): Promise<void> {
  renderPage(content, language, path);
  await import("./shop");
}

beforeEach(() => {
  localStorage.clear();
  delete document.body.dataset["page"];
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.doUnmock("./pages/cart");
});

describe("every page", () => {
  it("shows the number of items in the cart", async () => {
    add(line("vase", 2));
    await open(COUNT);
    expect(pageText()).toBe("2");
    add(line("vase"));
    expect(pageText()).toBe("3");
  });

  it("works without browser storage", async () => {
    vi.spyOn(globalThis, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("denied", "SecurityError");
    });
    await open(COUNT + LINK, "de", "/track/ord_1#secret");
    expect(document.getElementById("cart-count")?.hidden).toBe(true);
    expect(document.querySelector("a")?.hash).toBe("#secret");
  });

  it("shows that its script fails to load, and reloads once it is online", async () => {
    const logged = vi.spyOn(console, "error").mockReturnValue();
    vi.doMock("./pages/cart", () => {
      throw new Error("offline");
    });
    document.body.dataset["page"] = "cart";
    await open('<div id="island" aria-busy="true">One moment …</div>');
    await vi.waitFor(() => expect(pageText()).toContain("The shop is unavailable right now."));
    expect(document.querySelector("[aria-busy]")).toBeNull();
    expect(logged).toHaveBeenCalledOnce();
    const reload = vi.spyOn(location, "reload").mockReturnValue();
    window.dispatchEvent(new Event("online"));
    expect(reload).toHaveBeenCalledOnce();
  });
});

describe("the link to the other language", () => {
  it("preserves the URL fragment of the latest link", async () => {
    await open(LINK, "de", "/de/track/ord_1#one");
    expect(document.querySelector("a")?.hash).toBe("#one");
    location.hash = "#two";
    window.dispatchEvent(new Event("hashchange"));
    expect(document.querySelector("a")?.hash).toBe("#two");
  });

  it("redirects German readers from shared links", async () => {
    const replace = vi.spyOn(location, "replace").mockReturnValue();
    localStorage.setItem("language", "de");
    await open("", "en", "/track/ord_1#secret");
    expect(replace).toHaveBeenCalledWith("/de/track/ord_1#secret");
  });

  it.each(["click", "auxclick"])("is not led back after a %s", async (press) => {
    const replace = vi.spyOn(location, "replace").mockReturnValue();
    await open(LINK, "de", "/de/track/ord_1#secret");
    document.querySelector("a")?.dispatchEvent(new Event(press));
    await open("", "en", "/track/ord_1#secret");
    expect(replace).not.toHaveBeenCalled();
  });
});
