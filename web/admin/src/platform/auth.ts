/** Sign-in at Cognito's hosted page: authorisation code flow with PKCE. Tokens are kept in memory only. */

import {
  ErrorResponse,
  InMemoryWebStorage,
  type User,
  UserManager,
  WebStorageStateStore,
} from "oidc-client-ts";
import type { AuthProvider } from "react-admin";
import type { Config } from "./config";
import { may, rolesIn } from "./roles";

export type Session = {
  /** Returns the ID token, renewed shortly before it expires; undefined without a session. */
  token: () => Promise<string | undefined>;
  /** Receives each API status: 401 redirects to the sign-in page. */
  onApiStatus: (status: number) => Promise<void>;
  provider: AuthProvider;
};

/** The redirect URI's path. */
const RETURN_PATH = "/signed-in";
/** An ID token with fewer seconds left is renewed before use. */
const RENEW_BEFORE = 60;
/** Session storage key: the API refused a token, and the user was sent to sign in because of it. */
const REFUSED = "refused";

/** Result of the start: signed in, being redirected, or failed. */
export type SignInResult = { session: Session } | { redirecting: true } | { failed: "sign_in" | "start" };

/** True on the return from the sign-in page. */
export function isSignInReturn(): boolean {
  return window.location.pathname === RETURN_PATH;
}

/**
 * Completes a sign-in, or redirects to the sign-in page. Cognito's session lasts an hour, so recent users are not
 * asked for a password again. A failed sign-in is shown and never retried automatically.
 */
export async function startSession(config: Config): Promise<SignInResult> {
  const manager = userManager(config);
  if (!isSignInReturn()) {
    await redirectToSignIn(manager);
    return { redirecting: true };
  }
  const user = await manager.signinCallback().catch(() => undefined);
  if (!user) return { failed: "sign_in" };
  window.history.replaceState(null, "", typeof user.state === "string" ? user.state : "/");
  return { session: sessionOf(manager, config) };
}

function userManager({ sign_in, client_id }: Config): UserManager {
  return new UserManager({
    authority: sign_in,
    metadata: {
      issuer: sign_in,
      authorization_endpoint: `${sign_in}/oauth2/authorize`,
      token_endpoint: `${sign_in}/oauth2/token`,
      revocation_endpoint: `${sign_in}/oauth2/revoke`,
    },
    client_id,
    redirect_uri: window.location.origin + RETURN_PATH,
    scope: "openid email",
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // The PKCE verifier must survive the redirect; it is worthless afterwards.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: false,
    loadUserInfo: false,
  });
}

/** The part of UserManager that a session uses. */
export type TokenStore = Pick<
  UserManager,
  "getUser" | "removeUser" | "revokeTokens" | "signinRedirect" | "signinSilent"
>;

function redirectToSignIn(tokens: TokenStore): Promise<void> {
  return tokens.signinRedirect({ state: window.location.pathname + window.location.search });
}

export function sessionOf(tokens: TokenStore, config: Config): Session {
  const user = renewingUser(tokens);
  const token = async () => (await user())?.id_token;
  const roles = async () => rolesIn((await tokens.getUser())?.profile);

  // Concurrent calls without a session share one redirect.
  let redirecting: Promise<void> | undefined;
  const signIn = () => {
    redirecting ??= redirectToSignIn(tokens).finally(() => {
      redirecting = undefined;
    });
    return redirecting;
  };
  const onApiStatus = async (status: number) => {
    if (status !== 401) {
      if (status < 500) window.sessionStorage.removeItem(REFUSED);
      return;
    }
    // If a new sign-in did not help, another one would loop; the caller shows the error instead.
    if (!redirecting && window.sessionStorage.getItem(REFUSED)) return;
    window.sessionStorage.setItem(REFUSED, "yes");
    await signIn();
  };

  const provider: AuthProvider = {
    login: signIn,
    async logout() {
      // Revocation may fail offline; the token is lost with this page anyway.
      await tokens.revokeTokens(["refresh_token"]).catch(() => undefined);
      await tokens.removeUser();
      const query = new URLSearchParams({
        client_id: config.client_id,
        logout_uri: `${window.location.origin}/`,
      });
      window.location.assign(`${config.sign_in}/logout?${query}`);
      return false;
    },
    async checkAuth() {
      // An unreachable token endpoint does not sign the user out; the page's own requests show the error.
      const current = await token().catch(() => "not known");
      if (!current) await signIn();
    },
    // Statuses are handled centrally in onApiStatus; handling them here would sign out twice.
    checkError: () => Promise.resolve(),
    async getIdentity() {
      const profile = (await tokens.getUser())?.profile;
      return { id: profile?.sub ?? "", fullName: profile?.email ?? "" };
    },
    getPermissions: roles,
    async canAccess({ action, resource }) {
      return may(await roles(), action, resource);
    },
  };
  return { token, onApiStatus, provider };
}

/**
 * Returns the user with a token that is renewed shortly before it expires. Throws if it has expired and the renewal
 * gets no response.
 */
function renewingUser(tokens: TokenStore): () => Promise<User | undefined> {
  // Concurrent calls share one renewal.
  let renewing: Promise<User | undefined> | undefined;
  return async () => {
    const found = await tokens.getUser();
    if (!found || (found.expires_in ?? 0) > RENEW_BEFORE) return found ?? undefined;
    renewing ??= renew(tokens, found).finally(() => {
      renewing = undefined;
    });
    return renewing;
  };
}

async function renew(tokens: TokenStore, current: User): Promise<User | undefined> {
  try {
    if (current.refresh_token) return (await tokens.signinSilent()) ?? undefined;
  } catch (error) {
    if (!(error instanceof ErrorResponse && error.error === "invalid_grant")) {
      // A network failure does not end the session while the token is still valid.
      if ((current.expires_in ?? 0) > 0) return current;
      throw error;
    }
  }
  await tokens.removeUser();
  return undefined;
}
