/** Runs staff actions on an order. The order is reloaded after each one, also after a failure. */

import { useState } from "react";
import { HttpError, useRefresh } from "react-admin";
import { isConflict } from "../../platform/ConflictNotice";
import { useNotifyError } from "../../platform/errors";

/** Messages by field name. */
export type Faults = Readonly<Record<string, string>>;

export type StaffAction = {
  busy: boolean;
  /** True if somebody else changed the order first. */
  conflict: boolean;
  faults: Faults;
  /** Errors in `fields` are shown there; any other error is a notification. */
  run: (action: () => Promise<unknown>, fields?: readonly string[]) => Promise<boolean>;
};

/** Runs an action. After a conflict the order is reloaded and the input stays. */
export function useOrderAction(): StaffAction {
  const refresh = useRefresh();
  const problem = useNotifyError();
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState(false);
  const [faults, setFaults] = useState<Faults>({});
  const run = async (action: () => Promise<unknown>, fields: readonly string[] = []): Promise<boolean> => {
    setBusy(true);
    setConflict(false);
    setFaults({});
    try {
      await action();
      return true;
    } catch (error) {
      const faults = faultsOf(error);
      setConflict(isConflict(error));
      setFaults(faults);
      if (!isConflict(error) && !hasFields(faults, fields)) problem(error);
      return false;
    } finally {
      setBusy(false);
      refresh();
    }
  };
  return { busy, conflict, faults, run };
}

function faultsOf(error: unknown): Faults {
  const body = error instanceof HttpError ? (error.body as { errors?: object } | undefined) : undefined;
  return Object.fromEntries(
    Object.entries(body?.errors ?? {}).map(([name, fault]) => [name, firstMessage(fault)]),
  );
}

/** Returns a field's first message; an amount has nested ones. */
function firstMessage(fault: unknown): string {
  return typeof fault === "object" && fault !== null ? firstMessage(Object.values(fault)[0]) : String(fault);
}

function hasFields(faults: Faults, fields: readonly string[]): boolean {
  const names = Object.keys(faults);
  return names.length > 0 && names.every((name) => fields.includes(name));
}
