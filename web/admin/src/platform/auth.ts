/** Sign-in at Cognito's hosted page: authorisation code with PKCE. Tokens live in memory only. */

import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from "oidc-client-ts";
import type { AuthProvider } from "react-admin";
import type { Config } from "./config";
import { may, rolesIn } from "./roles";

export type Session = {
  /** The ID token of who is signed in, renewed when it is about to end. */
  token: () => Promise<string | undefined>;
  provider: AuthProvider;
};

/** Where the sign-in page sends staff back to. */
const RETURN_PATH = "/signed-in";
/** An ID token that ends sooner, in seconds, is renewed before it is used. */
const RENEW_BEFORE = 60;

/** How somebody arrives: signed in, on the way to the sign-in page, or sent back from there without a way in. */
export type Arrival = { session: Session } | { leaving: true } | { failed: () => void };

/**
 * The session of who comes from the sign-in page. Whoever does not is sent there. Somebody who signed in within the hour
 * comes back without being asked for a password. What fails is told, and never tried again by itself.
 */
export async function begin(config: Config): Promise<Arrival> {
  const manager = userManager(config);
  if (window.location.pathname !== RETURN_PATH) {
    await leave(manager);
    return { leaving: true };
  }
  const back = await manager.signinCallback().catch(() => undefined);
  if (!back) return { failed: () => window.location.assign("/") };
  window.history.replaceState(null, "", typeof back.state === "string" ? back.state : "/");
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

function leave(manager: UserManager): Promise<void> {
  return manager.signinRedirect({ state: window.location.pathname + window.location.search });
}

function sessionOf(manager: UserManager, config: Config): Session {
  // Calls that run at the same time share one renewal.
  let renewing: Promise<User | null> | undefined;
  const user = async (): Promise<User | undefined> => {
    const found = await manager.getUser();
    if (found && (found.expires_in ?? 0) > RENEW_BEFORE) return found;
    renewing ??= manager
      .signinSilent()
      .catch(() => null)
      .finally(() => {
        renewing = undefined;
      });
    return (await renewing) ?? undefined;
  };
  const roles = async () => rolesIn((await user())?.profile);

  const provider: AuthProvider = {
    login: () => leave(manager),
    async logout() {
      await manager.revokeTokens(["refresh_token"]).catch(() => undefined);
      await manager.removeUser();
      const query = new URLSearchParams({
        client_id: config.client_id,
        logout_uri: `${window.location.origin}/`,
      });
      window.location.assign(`${config.sign_in}/logout?${query}`);
      return false;
    },
    async checkAuth() {
      if (!(await user())) await leave(manager);
    },
    async checkError(error) {
      if (error?.status === 401) await leave(manager);
    },
    async getIdentity() {
      const profile = (await user())?.profile;
      return { id: profile?.sub ?? "", fullName: profile?.email ?? "" };
    },
    getPermissions: roles,
    async canAccess({ action, resource }) {
      return may(await roles(), action, resource);
    },
  };
  return { token: async () => (await user())?.id_token, provider };
}
