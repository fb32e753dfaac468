/** Maps API faults to form fields. */

import { HttpError } from "react-admin";

type Fault = { pointer: string; detail: string };

/**
 * Converts faults to react-hook-form's errors: `/variants/0/value` becomes `variants.0.value`. Faults without a field
 * go to `root.serverError`, which forms show at the top and clear on the next submit.
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
 * Rethrows an error with only those faults that a form has an input for; the pattern matches the start of a pointer.
 * A fault without an input would be invisible and block every further submit, so it becomes a general one.
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
