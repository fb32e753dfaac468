/** The API's faults at the inputs that they are about. */

import { HttpError } from "react-admin";

type Fault = { pointer: string; detail: string };

/**
 * The faults as react-hook-form places them: `/variants/0/value` at `variants.0.value`. What is about no field in
 * particular stands under `root.serverError`, which forms show above everything and forget at the next try.
 */
export function fieldErrors(faults: readonly Fault[]): Record<string, unknown> {
  const errors: Record<string, unknown> = {};
  const general = faults.filter(({ pointer }) => pointer === "").map(({ detail }) => detail);
  if (general.length > 0) errors["root"] = { serverError: [...new Set(general)].join(" ") };
  for (const { pointer, detail } of faults) {
    const path = pointer
      .split("/")
      .slice(1)
      .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
    if (path.length === 0) continue;
    let at = errors;
    for (const part of path.slice(0, -1)) {
      if (typeof at[part] !== "object") at[part] = {};
      at = at[part] as Record<string, unknown>;
    }
    at[path.at(-1) ?? ""] = detail;
  }
  return errors;
}

/**
 * Throws the error with its faults at the inputs of a form only, which the pattern finds at the beginning of a pointer.
 * An error where no input is would be shown nowhere and held against every further try: it becomes a general one.
 */
export function rethrowAt(inputs: RegExp): (error: unknown) => never {
  return (error) => {
    const faults =
      error instanceof HttpError ? (error.body?.faults as readonly Fault[] | undefined) : undefined;
    if (!faults) throw error;
    const placed = faults.map((fault) => ({ ...fault, pointer: inputs.exec(fault.pointer)?.[0] ?? "" }));
    const { message, status, body } = error as HttpError;
    throw new HttpError(message, status, { ...body, errors: fieldErrors(placed) });
  };
}
