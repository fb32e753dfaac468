/** What staff do to an order, one call each; the page shows the order anew afterwards, also where it was refused. */

import { useState } from "react";
import { HttpError, useRefresh } from "react-admin";
import { useProblem } from "../platform/problems";

export type Act = {
  busy: boolean;
  conflict: boolean;
  run: (act: () => Promise<unknown>) => Promise<boolean>;
};

/** Runs an act. A conflict is no failure: the order is loaded anew while what was typed stays. */
export function useAct(): Act {
  const refresh = useRefresh();
  const problem = useProblem();
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState(false);
  const run = async (act: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    setConflict(false);
    try {
      await act();
      return true;
    } catch (error) {
      const changed =
        error instanceof HttpError && (error.body as { code?: string } | undefined)?.code === "conflict";
      setConflict(changed);
      if (!changed) problem(error);
      return false;
    } finally {
      setBusy(false);
      refresh();
    }
  };
  return { busy, conflict, run };
}
