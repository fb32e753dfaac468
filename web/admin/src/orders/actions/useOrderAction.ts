/** What staff do to an order, one call each; the page shows the order anew afterwards, also where it was refused. */

import { useState } from "react";
import { HttpError, useRefresh } from "react-admin";
import { isConflict } from "../../platform/ConflictNotice";
import { useNotifyError } from "../../platform/errors";

/** What is wrong with what was typed, by the name of its field. */
export type Faults = Readonly<Record<string, string>>;

export type StaffAction = {
  busy: boolean;
  /** Whether somebody else was faster. */
  conflict: boolean;
  faults: Faults;
  /** `fields` are those that show what is wrong with them; everything else is a notification. */
  run: (action: () => Promise<unknown>, fields?: readonly string[]) => Promise<boolean>;
};

/** Runs an act. A conflict is no failure: the order is loaded anew while what was typed stays. */
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

/** What is said first of a field; an amount has faults of its own inside. */
function firstMessage(fault: unknown): string {
  return typeof fault === "object" && fault !== null ? firstMessage(Object.values(fault)[0]) : String(fault);
}

function hasFields(faults: Faults, fields: readonly string[]): boolean {
  const names = Object.keys(faults);
  return names.length > 0 && names.every((name) => fields.includes(name));
}
