/** Where this deployment signs in: `/config.json`, written beside the files when they are published. */

export type Config = {
  /** Base URL of Cognito's hosted sign-in. */
  sign_in: string;
  /** The staff's app client. */
  client_id: string;
};

export async function loadConfig(): Promise<Config> {
  const answer = await fetch("/config.json", { cache: "no-cache" });
  if (!answer.ok) throw new Error(`/config.json answered ${answer.status}`);
  return (await answer.json()) as Config;
}
