/** What a test asks the API as the first admin, beside the browser. */

import { createHash, randomBytes } from "node:crypto";
import { shop } from "../support/shop";

type RequestOptions = { body?: unknown; etag?: string };
type ApiResponse<T> = { body: T; etag: string };

export type Staff = <T>(method: string, path: string, ask?: RequestOptions) => Promise<ApiResponse<T>>;

/** Signs in as a browser would, and answers how to call the API then. */
export async function asAdmin(): Promise<Staff> {
  const token = await idToken();
  return async <T>(method: string, path: string, { body, etag }: RequestOptions = {}) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(etag === undefined ? {} : { "If-Match": etag }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(shop.api + path, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return { body: (await answer.json()) as T, etag: answer.headers.get("etag") ?? "" };
  };
}

/** An order as staff see it; a test names what it looks at. */
export async function orderOf<T>(staff: Staff, id: string): Promise<T> {
  return (await staff<T>("GET", `/admin/orders/${id}`)).body;
}

/** Moves an order on as somebody of the staff would, wherever it stands. */
export async function move(staff: Staff, id: string, step: object): Promise<void> {
  const { version } = await orderOf<{ version: number }>(staff, id);
  await staff("POST", `/admin/orders/${id}/transitions`, { body: { ...step, version } });
}

/** An ID token by the hosted sign-in: authorisation code with PKCE. */
async function idToken(): Promise<string> {
  const { client_id } = shop as typeof shop & { client_id: string };
  const redirect_uri = `${shop.admin_site}/signed-in`;
  const code_verifier = randomBytes(48).toString("base64url");
  const code_challenge = createHash("sha256").update(code_verifier).digest("base64url");
  const asked = { client_id, redirect_uri, response_type: "code", scope: "openid email" };
  const credentials = { username: shop.admin.email, password: shop.admin.password };
  const page = await post("/login", {
    ...asked,
    code_challenge,
    code_challenge_method: "S256",
    ...credentials,
  });
  const code = new URL(page.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const grant = { grant_type: "authorization_code", client_id, redirect_uri, code, code_verifier };
  const { id_token } = (await (await post("/oauth2/token", grant)).json()) as { id_token: string };
  return id_token;
}

function post(path: string, form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams(form);
  return fetch(shop.endpoint + path, { method: "POST", body, redirect: "manual" });
}
