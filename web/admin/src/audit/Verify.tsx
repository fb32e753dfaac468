import type { Schemas } from "@3d-things/api";
import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import { useTranslate } from "react-admin";
import { unwrap } from "../platform/api";
import { useApi } from "../platform/ApiContext";
import { useNotifyError } from "../platform/errors";
import { verificationMessage } from "./verification";

export type Verification = Schemas["Verification"];

type Props = {
  subject: string;
  answer: Verification | undefined;
  onAnswer: (answer: Verification) => void;
};

/** Verifies a subject's chain on request and explains the result. */
export function Verify({ subject, answer, onAnswer }: Props) {
  const translate = useTranslate();
  const api = useApi();
  const problem = useNotifyError();
  const [running, setRunning] = useState(false);
  const verify = async () => {
    setRunning(true);
    const call = api.GET("/admin/audit/{subject}/verification", { params: { path: { subject } } });
    await unwrap(call).then(onAnswer, problem);
    setRunning(false);
  };
  return (
    <Stack sx={{ gap: 1, marginBottom: 2, alignItems: "start" }}>
      <Button variant="outlined" onClick={verify} loading={running}>
        {translate("audit.verify.action")}
      </Button>
      <div aria-live="polite">{answer && <VerificationResult answer={answer} />}</div>
    </Stack>
  );
}

function VerificationResult({ answer }: { answer: Verification }) {
  const translate = useTranslate();
  const { intact, end_known, entries } = answer;
  if (!intact) {
    const { key, ...values } = verificationMessage(answer);
    return (
      <Alert severity="error">
        {translate("audit.verify.broken")} {translate(key, values)}
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
