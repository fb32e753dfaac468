/** Sign-in at Cognito's hosted page: authorisation code with PKCE. Tokens live in memory only. */

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
  /** The ID token of who is signed in, renewed when it is about to end; none where nobody is. */
  token: () => Promise<string | undefined>;
  /** Learns with which status the API answered staff: 401 sends them to the sign-in page. */
  heard: (status: number) => Promise<void>;
  provider: AuthProvider;
};

/** Where the sign-in page sends staff back to. */
const RETURN_PATH = "/signed-in";
/** An ID token that ends sooner, in seconds, is renewed before it is used. */
const RENEW_BEFORE = 60;
/** Where this tab remembers that the API refused a token and somebody was sent to sign in for that. */
const REFUSED = "refused";

/** How somebody arrives: signed in, on the way to the sign-in page, or without a way in. */
export type SignInResult = { session: Session } | { redirecting: true } | { failed: "sign_in" | "start" };

/** Whether this is who comes from the sign-in page. */
export function isSignInReturn(): boolean {
  return window.location.pathname === RETURN_PATH;
}

/**
 * The session of who comes from the sign-in page. Whoever does not is sent there. Somebody who signed in within the hour
 * comes back without being asked for a password. What fails is told, and never tried again by itself.
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
    // The verifier must outlive the way to the sign-in page and back; it is worthless after that.
    stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    automaticSilentRenew: false,
    loadUserInfo: false,
  });
}

/** What a session needs of who keeps its tokens. */
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

  // However many calls find that nobody is signed in, the page is left once.
  let redirecting: Promise<void> | undefined;
  const signIn = () => {
    redirecting ??= redirectToSignIn(tokens).finally(() => {
      redirecting = undefined;
    });
    return redirecting;
  };
  const heard = async (status: number) => {
    if (status !== 401) {
      if (status < 500) window.sessionStorage.removeItem(REFUSED);
      return;
    }
    // Where signing in did not help, doing it again would go round for ever: the caller tells what happened instead.
    if (!redirecting && window.sessionStorage.getItem(REFUSED)) return;
    window.sessionStorage.setItem(REFUSED, "yes");
    await signIn();
  };

  const provider: AuthProvider = {
    login: signIn,
    async logout() {
      // Who cannot be reached cannot revoke; the token dies with this page all the same.
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
      // Whoever cannot be asked now is not signed out for that: what the page asks for tells that nobody answers.
      const held = await token().catch(() => "not known");
      if (!held) await signIn();
    },
    // Every answer is heard where it comes in, whoever asked; a second sign-out must not follow from here.
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
  return { token, heard, provider };
}

/**
 * Who is signed in, with a token that is renewed when it is about to end. Throws where the token has ended and nobody
 * answers who could renew it.
 */
function renewingUser(tokens: TokenStore): () => Promise<User | undefined> {
  // Calls that run at the same time share one renewal.
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

async function renew(tokens: TokenStore, held: User): Promise<User | undefined> {
  try {
    if (held.refresh_token) return (await tokens.signinSilent()) ?? undefined;
  } catch (error) {
    if (!(error instanceof ErrorResponse && error.error === "invalid_grant")) {
      // A network that fails for a moment ends no session, and a token that is still valid is as good as a new one.
      if ((held.expires_in ?? 0) > 0) return held;
      throw error;
    }
  }
  await tokens.removeUser();
  return undefined;
}
