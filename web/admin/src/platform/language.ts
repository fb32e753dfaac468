/** The language that who is here reads: the one that they chose, or their browser's, where we have it. */
export function preferredLanguage(): "en" | "de" {
  const chosen = window.localStorage.getItem("RaStore.locale")?.replaceAll('"', "");
  return (chosen ?? navigator.language).startsWith("de") ? "de" : "en";
}
