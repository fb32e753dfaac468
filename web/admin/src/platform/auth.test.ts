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

/** A token store that holds this user and renews tokens as given. */
function tokenStore(
  initial: User | null,
  renewal: () => Promise<User | null> = () => Promise.reject(new Error()),
) {
  let holding = initial;
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
  it("is used unchanged while it is valid", async () => {
    const tokens = tokenStore(user("first", 3600));
    expect(await sessionOf(tokens, config).token()).toBe("first");
    expect(tokens.signinSilent).not.toHaveBeenCalled();
  });

  it("is renewed once for concurrent calls when it is about to expire", async () => {
    const tokens = tokenStore(user("first", 30), () => Promise.resolve(user("second", 3600)));
    const { token } = sessionOf(tokens, config);
    expect(await Promise.all([token(), token(), token()])).toEqual(["second", "second", "second"]);
    expect(tokens.signinSilent).toHaveBeenCalledTimes(1);
  });

  it("stays in use if its renewal fails while it is valid", async () => {
    const tokens = tokenStore(user("first", 30), () => Promise.reject(new TypeError("Failed to fetch")));
    const { token, provider } = sessionOf(tokens, config);
    expect(await token()).toBe("first");
    await provider.checkAuth({});
    expect(tokens.signinRedirect).not.toHaveBeenCalled();
  });

  it("does not end the session if it expires while offline", async () => {
    const tokens = tokenStore(user("first", -1), () => Promise.reject(new TypeError("Failed to fetch")));
    const { token, provider } = sessionOf(tokens, config);
    await expect(token()).rejects.toThrow("Failed to fetch");
    await provider.checkAuth({});
    expect(tokens.signinRedirect).not.toHaveBeenCalled();
    expect(await provider.getIdentity?.()).toMatchObject({ fullName: "ada@example.org" });
  });

  it("ends the session if its renewal is rejected", async () => {
    const tokens = tokenStore(user("first", 30), () => Promise.reject(invalidGrant()));
    const { token, provider } = sessionOf(tokens, config);
    expect(await token()).toBeUndefined();
    void provider.checkAuth({});
    await vi.waitFor(() => expect(tokens.signinRedirect).toHaveBeenCalledTimes(1));
    expect(tokens.signinSilent).toHaveBeenCalledTimes(1);
  });
});

describe("a 401 response", () => {
  it("redirects to the sign-in page once for concurrent calls", async () => {
    const tokens = tokenStore(user("first", 3600));
    const { onApiStatus } = sessionOf(tokens, config);
    void onApiStatus(401);
    void onApiStatus(401);
    void onApiStatus(401);
    await vi.waitFor(() => expect(tokens.signinRedirect).toHaveBeenCalledTimes(1));
  });

  it("does not redirect again if a new sign-in did not help", async () => {
    void sessionOf(tokenStore(user("first", 3600)), config).onApiStatus(401);
    const again = tokenStore(user("second", 3600));
    await sessionOf(again, config).onApiStatus(401);
    expect(again.signinRedirect).not.toHaveBeenCalled();
  });

  it("redirects again after the API accepted a token in between", async () => {
    void sessionOf(tokenStore(user("first", 3600)), config).onApiStatus(401);
    const again = tokenStore(user("second", 3600));
    const { onApiStatus } = sessionOf(again, config);
    await onApiStatus(200);
    void onApiStatus(401);
    await vi.waitFor(() => expect(again.signinRedirect).toHaveBeenCalledTimes(1));
  });

  it("counts as the second one even after an outage of the API", async () => {
    void sessionOf(tokenStore(user("first", 3600)), config).onApiStatus(401);
    const again = tokenStore(user("second", 3600));
    const { onApiStatus } = sessionOf(again, config);
    await onApiStatus(503);
    await onApiStatus(401);
    expect(again.signinRedirect).not.toHaveBeenCalled();
  });
});

describe("staff", () => {
  it("have the permissions of their groups", async () => {
    const { provider } = sessionOf(tokenStore(user("token", 3600, ["viewer"])), config);
    expect(await provider.getPermissions?.({})).toEqual(["viewer"]);
    expect(await provider.canAccess?.({ action: "show", resource: "products" })).toBe(true);
    expect(await provider.canAccess?.({ action: "edit", resource: "products" })).toBe(false);
  });
});
