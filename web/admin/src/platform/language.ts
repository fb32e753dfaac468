/** Returns the chosen language, or the browser's if it is supported. */
export function preferredLanguage(): "en" | "de" {
  const chosen = window.localStorage.getItem("RaStore.locale")?.replaceAll('"', "");
  return (chosen ?? navigator.language).startsWith("de") ? "de" : "en";
}
