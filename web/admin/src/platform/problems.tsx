import { HttpError, useNotify, useTranslate } from "react-admin";

/** Shows what went wrong as a notification: the API's own sentence, with each fault where there are some. */
export function useProblem(): (error: unknown) => void {
  const notify = useNotify();
  const translate = useTranslate();
  return (error) => {
    const told = error instanceof HttpError ? sentences(error) : [];
    notify(told.length > 0 ? told.join(" ") : translate("common.failed"), {
      type: "error",
      autoHideDuration: 10_000,
    });
  };
}

function sentences(error: HttpError): string[] {
  const body = error.body as { faults?: readonly { detail: string }[] } | undefined;
  const faults = (body?.faults ?? []).map(({ detail }) => detail);
  return faults.length > 0 ? faults : [error.message];
}
