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

/** Translates a few keys as react-admin does. */
function translate(key: string, { limit, _ }: { limit?: string; _?: string } = {}): string {
  const words: Record<string, string> = {
    "problems.text_too_long": "Höchstens %{limit} Zeichen",
    "problems.unreachable": "Der Shop antwortet nicht.",
    "problems.image_refused": "Nicht zu zeigen.",
    "problems.image_refused_empty": "Kein 3D-Modell.",
  };
  return (words[key] ?? _ ?? key).replace("%{limit}", limit ?? "");
}

/** Returns the error of a call with this response, and the statuses reported to the session. */
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
  const onApiStatus = vi.fn(() => Promise.resolve());
  const api = staffApi({ token, onApiStatus }, translate);
  const error = await unwrap(api.GET("/admin/categories")).catch((error: unknown) => error as HttpError);
  return { error: error as HttpError, heard: onApiStatus, fetch };
}

const json = (problem: object, status: number) => () => Promise.resolve(Response.json(problem, { status }));

describe("a problem of the API", () => {
  it("is localised with its limit, or shown as it is if unknown", async () => {
    const { error, heard: onApiStatus } = await failed(json(PROBLEM, 422));
    expect(error.message).toBe(PROBLEM.detail);
    expect(error.status).toBe(422);
    expect(error.body).toMatchObject({
      code: "invalid_input",
      errors: { name: "Höchstens 120 Zeichen" },
    });
    expect(onApiStatus).toHaveBeenCalledWith(422);
  });

  it("is localised with its reason if a translation exists", async () => {
    const refused = { ...PROBLEM, code: "image_refused", errors: undefined };
    expect((await failed(json({ ...refused, reason: "empty" }, 422))).error.message).toBe("Kein 3D-Modell.");
    expect((await failed(json({ ...refused, reason: "new" }, 422))).error.message).toBe("Nicht zu zeigen.");
  });

  it("is a general form error if it has no faults", async () => {
    const conflict = { ...PROBLEM, status: 409, code: "conflict", detail: "Changed.", errors: undefined };
    const { error } = await failed(json(conflict, 409));
    expect(error.body).toMatchObject({ errors: { root: { serverError: "Changed." } } });
  });

  it("is `unreachable` without a response or with a foreign one", async () => {
    const offline = await failed(() => Promise.reject(new TypeError("Failed to fetch")));
    expect(offline.error).toMatchObject({ message: "Der Shop antwortet nicht.", status: 0 });
    const gateway = await failed(() => Promise.resolve(new Response("<html>", { status: 502 })));
    expect(gateway.error).toMatchObject({ message: "Der Shop antwortet nicht.", status: 502 });
  });

  it("is `unreachable` if an expired token cannot be renewed", async () => {
    const { error, fetch } = await failed(json({}, 200), () => Promise.reject(new TypeError("Failed")));
    expect(error).toMatchObject({ message: "Der Shop antwortet nicht.", body: { code: "unreachable" } });
    expect(fetch).not.toHaveBeenCalled();
  });

  it("with status 401 is reported to the session", async () => {
    const { heard: onApiStatus } = await failed(
      json({ ...PROBLEM, status: 401, code: "unauthenticated" }, 401),
    );
    expect(onApiStatus).toHaveBeenCalledWith(401);
  });
});
