import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { useProblem } from "../platform/problems";
import { brokenAs } from "./broken";

export type Verification = Schemas["Verification"];

type Props = {
  subject: string;
  answer: Verification | undefined;
  onAnswer: (answer: Verification) => void;
};

/** Checks on request whether the trail of a subject is what was written, and says it in plain words. */
export function Verify({ subject, answer, onAnswer }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const problem = useProblem();
  const [running, setRunning] = useState(false);
  const verify = async () => {
    setRunning(true);
    const call = api.GET("/admin/audit/{subject}/verification", { params: { path: { subject } } });
    await ask(call).then(onAnswer, problem);
    setRunning(false);
  };
  return (
    <Stack sx={{ gap: 1, marginBottom: 2, alignItems: "start" }}>
      <Button variant="outlined" onClick={verify} loading={running}>
        {translate("audit.verify.action")}
      </Button>
      <div aria-live="polite">{answer && <Answer answer={answer} />}</div>
    </Stack>
  );
}

function Answer({ answer }: { answer: Verification }) {
  const translate = useTranslate();
  const { intact, end_known, entries } = answer;
  if (!intact) {
    const { key, ...said } = brokenAs(answer);
    return (
      <Alert severity="error">
        {translate("audit.verify.broken")} {translate(key, said)}
      </Alert>
    );
  }
  return (
    <Alert severity={end_known ? "success" : "warning"}>
      {translate("audit.verify.intact", { smart_count: entries })}
      {!end_known && ` ${translate("audit.verify.end_unknown")}`}
    </Alert>
  );
}
