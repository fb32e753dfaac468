import type { HttpError } from "react-admin";
import { afterEach, describe, expect, it, vi } from "vitest";
import { staffApi, unwrap } from "./api";

afterEach(() => vi.unstubAllGlobals());

const PROBLEM = {
  type: "about:blank",
  title: "Unprocessable Entity",
  status: 422,
  code: "invalid_input",
  detail: "The request is invalid; see `errors` for each field.",
  errors: [{ pointer: "/name", code: "text_too_long", detail: "At most 120 characters are allowed." }],
};

/** The few words of a language, looked up as react-admin does. */
function translate(key: string, { limit, _ }: { limit?: string; _?: string } = {}): string {
  const words: Record<string, string> = {
    "problems.text_too_long": "Höchstens %{limit} Zeichen",
    "problems.unreachable": "Der Shop antwortet nicht.",
    "problems.image_refused": "Nicht zu zeigen.",
    "problems.image_refused_empty": "Kein 3D-Modell.",
  };
  return (words[key] ?? _ ?? key).replace("%{limit}", limit ?? "");
}

/** The error of a call that is answered like this, and the statuses that the session heard. */
async function failed(answer: () => Promise<Response>, token = () => Promise.resolve("token")) {
  vi.stubGlobal(
    "Request",
    class extends Request {
      constructor(address: string, init: RequestInit) {
        super(new URL(address, "http://localhost"), init);
      }
    },
  );
  const fetch = vi.fn<(request: Request) => Promise<Response>>(answer);
  vi.stubGlobal("fetch", fetch);
  const heard = vi.fn(() => Promise.resolve());
  const api = staffApi({ token, heard }, translate);
  const error = await unwrap(api.GET("/admin/categories")).catch((error: unknown) => error as HttpError);
  return { error: error as HttpError, heard, fetch };
}

const json = (problem: object, status: number) => () => Promise.resolve(Response.json(problem, { status }));

describe("a problem of the API", () => {
  it("is told in the language of who reads it, with the limit that it names, and as it came where there are no words", async () => {
    const { error, heard } = await failed(json(PROBLEM, 422));
    expect(error.message).toBe(PROBLEM.detail);
    expect(error.status).toBe(422);
    expect(error.body).toMatchObject({
      code: "invalid_input",
      errors: { name: "Höchstens 120 Zeichen" },
    });
    expect(heard).toHaveBeenCalledWith(422);
  });

  it("names its reason where there are words for it", async () => {
    const refused = { ...PROBLEM, code: "image_refused", errors: undefined };
    expect((await failed(json({ ...refused, reason: "empty" }, 422))).error.message).toBe("Kein 3D-Modell.");
    expect((await failed(json({ ...refused, reason: "new" }, 422))).error.message).toBe("Nicht zu zeigen.");
  });

  it("without faults is told above a form, which does not take itself for saved then", async () => {
    const conflict = { ...PROBLEM, status: 409, code: "conflict", detail: "Changed.", errors: undefined };
    const { error } = await failed(json(conflict, 409));
    expect(error.body).toMatchObject({ errors: { root: { serverError: "Changed." } } });
  });

  it("is that nobody answers where nobody does, or something else than the API", async () => {
    const offline = await failed(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(offline.error).toMatchObject({ message: "Der Shop antwortet nicht.", status: 0 });
    const gateway = await failed(() => Promise.resolve(new Response("<html>", { status: 502 })));
    expect(gateway.error).toMatchObject({ message: "Der Shop antwortet nicht.", status: 502 });
  });

  it("is that nobody answers where the token has ended and cannot be renewed", async () => {
    const { error, fetch } = await failed(json({}, 200), () => Promise.reject(new TypeError("Failed")));
    expect(error).toMatchObject({ message: "Der Shop antwortet nicht.", body: { code: "unreachable" } });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("of 401 reaches the session, whoever asked", async () => {
    const { heard } = await failed(json({ ...PROBLEM, status: 401, code: "unauthenticated" }, 401));
    expect(heard).toHaveBeenCalledWith(401);
  });
});
