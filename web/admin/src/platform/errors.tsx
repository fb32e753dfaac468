import { HttpError, useNotify, useTranslate } from "react-admin";

/** Returns an error's message: the API's sentence, or those of its faults. */
export function useErrorMessage(): (error: unknown) => string {
  const translate = useTranslate();
  return (error) => (error instanceof HttpError && messagesOf(error)) || translate("common.failed");
}

/** Shows an error as a notification. */
export function useNotifyError(): (error: unknown) => void {
  const notify = useNotify();
  const errorMessage = useErrorMessage();
  return (error) => {
    const message = errorMessage(error);
    // The text is final: `_` prevents a lookup as a translation key.
    notify(message, { type: "error", autoHideDuration: 10_000, messageArgs: { _: message } });
  };
}

/** True if the form shows the error at its own fields. */
export function isShownByForm(error: unknown): boolean {
  return error instanceof HttpError && Object.keys(error.body?.errors ?? {}).length > 0;
}

function messagesOf(error: HttpError): string {
  const body = error.body as { faults?: readonly { detail: string }[] } | undefined;
  const faults = (body?.faults ?? []).map(({ detail }) => detail);
  return faults.length > 0 ? faults.join(" ") : error.message;
}
