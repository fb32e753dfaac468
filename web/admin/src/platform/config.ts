/** Loads `/config.json`, which publishing writes for each deployment. */

export type Config = {
  /** Base URL of Cognito's hosted sign-in. */
  sign_in: string;
  /** Cognito app client of staff. */
  client_id: string;
};

export async function loadConfig(): Promise<Config> {
  const answer = await fetch("/config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  return (await answer.json()) as Config;
}
