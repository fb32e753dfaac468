/** Test helpers: a server-rendered page and a mocked API. */

import { render } from "preact";
import { vi } from "vitest";
import de from "../../strings/de.json";
import en from "../../strings/en.json";
import type { Schemas } from "./api";
import type { Line } from "./cart";

const WORDS = { en, de };

/** Renders a page with its messages, before any script ran. */
export function renderPage(content = "", language: keyof typeof WORDS = "en", path = "/"): void {
  const before = document.getElementById("island");
  if (before) render(null, before);
  vi.resetModules();
  history.replaceState(null, "", path);
  document.documentElement.lang = language;
  document.body.dataset["country"] = "DE";
  const words = JSON.stringify(WORDS[language].island);
  document.body.innerHTML = `<main id="main" tabindex="-1">${content}</main>
    <script type="application/json" id="words">${words}</script>`;
}

/** Renders a page with an empty island. */
export function renderIsland(path = "/", language: keyof typeof WORDS = "en"): void {
  renderPage('<div id="island"></div>', language, path);
}

export type ApiRequest = { route: string; body: unknown; headers: Record<string, string> };
type ApiResponse = { status?: number; body: unknown };

/** Mocks the API by method and path and returns the recorded requests. A missing route acts as a network failure. */
export function mockApi(
  routes: Record<string, (request: ApiRequest) => ApiResponse | Promise<ApiResponse>>,
): ApiRequest[] {
  const requests: ApiRequest[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const body: unknown = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const headers = init.headers as Record<string, string>;
    const request = { route: `${init.method} ${url.replace("/api", "")}`, body, headers };
    requests.push(request);
    const promise = routes[request.route];
    if (!promise) throw new TypeError("Failed to fetch");
    const { status = 200, body: content } = await promise(request);
    return new Response(JSON.stringify(content), { status });
  });
  return requests;
}

export function problem(status: number, code: string, ...errors: Schemas["Fault"][]): ApiResponse {
  const body: Schemas["Problem"] = {
    type: "about:blank",
    title: "",
    status,
    code,
    detail: "For developers.",
  };
  return { status, body: { ...body, ...(errors.length ? { errors } : {}) } };
}

export const fault = (pointer: string, code: string): Schemas["Fault"] => ({ pointer, code, detail: "" });

export const eur = (amount: number) => ({ amount, currency: "EUR" });

export function line(product: string, quantity = 1, seen?: number): Line {
  const named = { product_id: product, slug: product, name: product, configuration: "Red" };
  return { ...named, variant_ids: [`${product}-red`], quantity, seen: seen === undefined ? seen : eur(seen) };
}

/** Builds a quote with the same unit price for every product. */
export function quote(items: Schemas["CartItem"][], each: number, more: Partial<Schemas["Quote"]> = {}) {
  const lines = items.map((item): Schemas["QuoteLine"] => ({
    product_id: item.product_id,
    product_name: item.product_id,
    product_slug: item.product_id,
    quantity: item.quantity,
    base_price: eur(each),
    configuration: item.variant_ids.map((variant_id) => ({
      variant_id,
      type: "color",
      value: "Red",
      price_adjustment: eur(0),
    })),
    unit_price: eur(each),
    total: eur(each * item.quantity),
    lead_time_days: 3,
  }));
  const subtotal = eur(lines.reduce((sum, { total }) => sum + total.amount, 0));
  const shipping = { id: "post", name: "Post", price: eur(400) };
  const total = eur(subtotal.amount + shipping.price.amount);
  const dated = { country: "DE", lead_time_days: 3, ship_by: "2027-01-02" };
  return { lines, subtotal, shipping, shipping_options: [shipping], total, ...dated, ...more };
}

/** Quotes every cart at this unit price. */
export function quoteAll(each: number): (request: ApiRequest) => ApiResponse {
  return ({ body }) => {
    const { items, country } = body as Schemas["Cart"];
    return { body: quote(items, each, { country }) };
  };
}

/** Replaces the texts of the page as a browser does that translates it. */
export function translatePage(): void {
  const walker = document.createTreeWalker(document.getElementById("main") ?? document, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const translated = document.createElement("span");
    translated.textContent = text.data;
    text.replaceWith(translated);
  }
}

/** A promise that the test resolves. */
export function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let settle: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: settle };
}

export function pageText(): string {
  return document.getElementById("main")?.textContent ?? "";
}

/** Finds a button by its accessible name. */
export function button(name: string | RegExp): HTMLButtonElement {
  const requests = [...document.querySelectorAll("button")];
  const found = requests.find((element) => {
    const label = element.getAttribute("aria-label") ?? element.textContent;
    return typeof name === "string" ? label === name : name.test(label);
  });
  if (!found)
    throw new Error(`no button ${name} among ${requests.map((element) => element.textContent).join(", ")}`);
  return found;
}
