import { HttpError, useNotify, useTranslate } from "react-admin";

/** Says what went wrong: the API's own sentence, with each fault where there are some. */
export function useErrorMessage(): (error: unknown) => string {
  const translate = useTranslate();
  return (error) => (error instanceof HttpError && messagesOf(error)) || translate("common.failed");
}

/** Shows what went wrong as a notification. */
export function useNotifyError(): (error: unknown) => void {
  const notify = useNotify();
  const errorMessage = useErrorMessage();
  return (error) => {
    const message = errorMessage(error);
    // It is said as it is: `_` keeps it from being looked up as a key.
    notify(message, { type: "error", autoHideDuration: 10_000, messageArgs: { _: message } });
  };
}

/** Whether the form that was refused shows by itself what is wrong. */
export function isShownByForm(error: unknown): boolean {
  return error instanceof HttpError && Object.keys(error.body?.errors ?? {}).length > 0;
}

function messagesOf(error: HttpError): string {
  const body = error.body as { faults?: readonly { detail: string }[] } | undefined;
  const faults = (body?.faults ?? []).map(({ detail }) => detail);
  return faults.length > 0 ? faults.join(" ") : error.message;
}
