import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useDataProvider, useRecordContext, useTranslate } from "react-admin";
import { useFormContext } from "react-hook-form";
import { useProblem } from "../platform/problems";
import type { Form } from "./draft";

/** Somebody else saved meanwhile: go on with what was typed over their version, or with theirs. */
export function ChangedMeanwhile({ onSolved }: { onSolved: () => void }) {
  const translate = useTranslate();
  const problem = useProblem();
  const data = useDataProvider();
  const product = useRecordContext<Form>();
  const { reset, setValue } = useFormContext<Form>();
  const load = async (keep: boolean) => {
    const { data: present } = await data.getOne<Form>("products", { id: product?.id ?? "" });
    if (keep) setValue("version", present.version);
    else reset(present);
    onSolved();
  };
  return (
    <Alert severity="warning" role="alert">
      {translate("products.changed")}
      <Stack direction="row" sx={{ gap: 1, mt: 1, flexWrap: "wrap" }}>
        <Button variant="contained" size="small" onClick={() => void load(true).catch(problem)}>
          {translate("products.changed_keep")}
        </Button>
        <Button color="inherit" size="small" onClick={() => void load(false).catch(problem)}>
          {translate("products.changed_drop")}
        </Button>
      </Stack>
    </Alert>
  );
}
