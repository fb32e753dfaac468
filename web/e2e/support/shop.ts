/** Addresses of the running shop, and actions through its API. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

type Shop = {
  api: string;
  storefront: string;
  admin_site: string;
  pretend_stripe: string;
  mailbox: string;
  endpoint: string;
  user_pool_id: string;
  admin: { email: string; password: string };
};

const file = process.env["SHOP_JSON"] ?? new URL("../../../.local/shop.json", import.meta.url);

export const shop = {
  storefront: "http://localhost:5173",
  admin_site: "http://localhost:5174",
  ...JSON.parse(readFileSync(file, "utf8")),
} as Shop;

/** Polls until there is a result, for at most `seconds`. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  seconds = 30,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not come within ${seconds} seconds`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}

async function api<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<T> {
  const answer = await fetch(shop.api + path, {
    method,
    headers: { ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}

const local = fileURLToPath(new URL("../../../infra/local", import.meta.url));

/** Runs a command of the local cloud and returns its output. */
function command(...given: string[]): string {
  return execFileSync("python3", [local, ...given], { env: process.env, encoding: "utf8" }).trim();
}

/** Creates a staff account in a group, or in none. */
export function makeStaff(group?: "admin" | "fulfilment" | "viewer"): { email: string; password: string } {
  const email = `${group ?? "nobody"}-${crypto.randomUUID()}@example.com`;
  return { email, password: command("staff", email, ...(group ? ["--group", group] : [])) };
}

/** Changes a product through the admin API and returns a function that restores it. */
export async function changeProduct(
  slug: string,
  edit: (product: Record<string, unknown>) => void,
): Promise<() => Promise<void>> {
  const signedIn = { Authorization: `Bearer ${command("token")}` };
  const { id } = await api<Product>("GET", `/products/${slug}`);
  const path = `/admin/products/${id}`;
  const put = async (edited: (product: Record<string, unknown>) => void) => {
    const product = await api<Record<string, unknown>>("GET", path, undefined, signedIn);
    const draft = draftOf(product);
    edited(draft);
    await api("PUT", path, draft, { ...signedIn, "If-Match": `"${String(product["version"])}"` });
    return draftOf(product);
  };
  const before = await put(edit);
  return async () => {
    await put((product) => Object.assign(product, before));
  };
}

/** Converts a product's `GET` response to the body of its `PUT`. */
function draftOf(product: Record<string, unknown>): Record<string, unknown> {
  const names = new Map(
    (product["variants"] as { id: string; type: string; value: string }[]).map((v) => [v.id, v]),
  );
  const named = (id: string) => ({ type: names.get(id)?.type, value: names.get(id)?.value });
  const excluded = (product["excluded_combinations"] as string[][]).map((combination) =>
    combination.map(named),
  );
  const images = (product["images"] as { path: string; alt: string; variant_id?: string }[]).map(
    ({ path, alt, variant_id }) => ({ path, alt, ...(variant_id ? { variant: named(variant_id) } : {}) }),
  );
  const { slug, name, description, category, base_price, variants, active } = product;
  return {
    slug,
    name,
    description,
    category,
    base_price,
    variants,
    excluded_combinations: excluded,
    images,
    active,
  };
}

type Product = { id: string; slug: string; variants: { id: string; type: string }[] };

/** Buys a product through the API and returns the order's id once it exists. */
export async function buy(slug: string, email: string): Promise<string> {
  const product = await api<Product>("GET", `/products/${slug}`);
  const types = new Map(product.variants.toReversed().map((variant) => [variant.type, variant.id]));
  const cart = {
    country: "DE",
    items: [{ product_id: product.id, variant_ids: [...types.values()], quantity: 1 }],
  };
  const quote = await api<{ total: unknown }>("POST", "/cart/quote", cart);
  const key = { "Idempotency-Key": crypto.randomUUID() };
  const body = { ...cart, expected_total: quote.total };
  const checkout = await api<{ checkout_id: string; url: string }>("POST", "/checkouts", body, key);
  await fetch(`${checkout.url}/pay`, {
    method: "POST",
    body: new URLSearchParams({ email }),
    redirect: "manual",
  });
  await eventually("the order", async () => {
    const { state } = await api<{ state: string }>("GET", `/checkouts/${checkout.checkout_id}`);
    return state === "payment_confirmed" ? true : undefined;
  });
  return checkout.checkout_id;
}
