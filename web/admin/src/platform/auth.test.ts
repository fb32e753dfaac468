// @vitest-environment happy-dom
import { ErrorResponse, type User } from "oidc-client-ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { sessionOf, type TokenStore } from "./auth";

const invalidGrant = () => new ErrorResponse({ error: "invalid_grant" });

const user = (id_token: string, expires_in: number, groups: string[] = []) =>
  ({
    id_token,
    expires_in,
    refresh_token: "refresh",
    profile: { sub: "sub", email: "ada@example.org", "cognito:groups": groups },
  }) as unknown as User;

/** A keeper of tokens that holds this user, and renews as told. */
function keeper(held: User | null, renewal: () => Promise<User | null> = () => Promise.reject(new Error())) {
  let holding = held;
  return {
    getUser: vi.fn(() => Promise.resolve(holding)),
    removeUser: vi.fn(() => {
      holding = null;
      return Promise.resolve();
    }),
    revokeTokens: vi.fn(() => Promise.resolve()),
    signinSilent: vi.fn(async () => {
      holding = await renewal();
      return holding;
    }),
    signinRedirect: vi.fn(() => new Promise<void>(() => undefined)),
  } satisfies TokenStore;
}

const config = { sign_in: "https://sign-in.example", client_id: "client" };

beforeEach(() => window.sessionStorage.clear());

describe("a token", () => {
  it("is used as it is while it lasts", async () => {
    const tokens = keeper(user("first", 3600));
    expect(await sessionOf(tokens, config).token()).toBe("first");
    expect(tokens.signinSilent).not.toHaveBeenCalled();
  });

  it("that is about to end is renewed once, however many calls need it", async () => {
    const tokens = keeper(user("first", 30), () => Promise.resolve(user("second", 3600)));
    const { token } = sessionOf(tokens, config);
    expect(await Promise.all([token(), token(), token()])).toEqual(["second", "second", "second"]);
    expect(tokens.signinSilent).toHaveBeenCalledTimes(1);
  });

  it("that is still valid outlives a network that fails for a moment", async () => {
    const tokens = keeper(user("first", 30), () => Promise.reject(new TypeError("Failed to fetch")));
    const { token, provider } = sessionOf(tokens, config);
    expect(await token()).toBe("first");
    await provider.checkAuth({});
    expect(tokens.signinRedirect).not.toHaveBeenCalled();
  });

  it("that has ended while nobody answers signs nobody out", async () => {
    const tokens = keeper(user("first", -1), () => Promise.reject(new TypeError("Failed to fetch")));
    const { token, provider } = sessionOf(tokens, config);
    await expect(token()).rejects.toThrow("Failed to fetch");
    await provider.checkAuth({});
    expect(tokens.signinRedirect).not.toHaveBeenCalled();
    expect(await provider.getIdentity?.()).toMatchObject({ fullName: "ada@example.org" });
  });

  it("whose renewal is refused ends the session", async () => {
    const tokens = keeper(user("first", 30), () => Promise.reject(invalidGrant()));
    const { token, provider } = sessionOf(tokens, config);
    expect(await token()).toBeUndefined();
    void provider.checkAuth({});
    await vi.waitFor(() => expect(tokens.signinRedirect).toHaveBeenCalledTimes(1));
    expect(tokens.signinSilent).toHaveBeenCalledTimes(1);
  });
});

describe("an answer of 401", () => {
  it("leads to the sign-in page once, however many calls get it", async () => {
    const tokens = keeper(user("first", 3600));
    const { heard } = sessionOf(tokens, config);
    void heard(401);
    void heard(401);
    void heard(401);
    await vi.waitFor(() => expect(tokens.signinRedirect).toHaveBeenCalledTimes(1));
  });

  it("that lasts after signing in again is told instead of going round for ever", async () => {
    void sessionOf(keeper(user("first", 3600)), config).heard(401);
    const again = keeper(user("second", 3600));
    await sessionOf(again, config).heard(401);
    expect(again.signinRedirect).not.toHaveBeenCalled();
  });

  it("leads there again once the API has taken a token in between", async () => {
    void sessionOf(keeper(user("first", 3600)), config).heard(401);
    const again = keeper(user("second", 3600));
    const { heard } = sessionOf(again, config);
    await heard(200);
    void heard(401);
    await vi.waitFor(() => expect(again.signinRedirect).toHaveBeenCalledTimes(1));
  });

  it("that follows an outage of the API still counts as the second one", async () => {
    void sessionOf(keeper(user("first", 3600)), config).heard(401);
    const again = keeper(user("second", 3600));
    const { heard } = sessionOf(again, config);
    await heard(503);
    await heard(401);
    expect(again.signinRedirect).not.toHaveBeenCalled();
  });
});

describe("staff", () => {
  it("may do what their groups may", async () => {
    const { provider } = sessionOf(keeper(user("token", 3600, ["viewer"])), config);
    expect(await provider.getPermissions?.({})).toEqual(["viewer"]);
    expect(await provider.canAccess?.({ action: "show", resource: "products" })).toBe(true);
    expect(await provider.canAccess?.({ action: "edit", resource: "products" })).toBe(false);
  });
});
