import Checkbox from "@mui/material/Checkbox";
import FormControl from "@mui/material/FormControl";
import FormControlLabel from "@mui/material/FormControlLabel";
import FormHelperText from "@mui/material/FormHelperText";
import FormLabel from "@mui/material/FormLabel";
import Radio from "@mui/material/Radio";
import RadioGroup from "@mui/material/RadioGroup";
import TextField from "@mui/material/TextField";
import { useId } from "react";
import { useTranslate } from "react-admin";
import { isConfirmation } from "./evidence";

type ChoiceProps = { names: readonly string[]; chosen: string; onChoose: (name: string) => void };

/** Chooses between kinds of evidence when one is enough. */
export function Choice({ names, chosen, onChoose }: ChoiceProps) {
  const translate = useTranslate();
  const label = useId();
  return (
    <FormControl>
      <FormLabel id={label}>{translate("orders.one_of.label")}</FormLabel>
      <RadioGroup aria-labelledby={label} value={chosen} onChange={(_, name) => onChoose(name)}>
        {names.map((name) => (
          <FormControlLabel
            key={name}
            value={name}
            control={<Radio size="small" />}
            label={translate(`orders.one_of.${name}`)}
          />
        ))}
      </RadioGroup>
    </FormControl>
  );
}

type FieldProps = {
  name: string;
  needed: boolean;
  value: string;
  fault: string | undefined;
  onChange: (value: string) => void;
};

/** Input for one piece of evidence: a text, an address, a time or a confirmation. */
export function EvidenceField(props: FieldProps) {
  return isConfirmation(props.name) ? <CheckboxField {...props} /> : <InputField {...props} />;
}

function CheckboxField({ name, needed, value, fault, onChange }: FieldProps) {
  const translate = useTranslate();
  const checkbox = (
    <Checkbox
      required={needed}
      checked={value === "yes"}
      onChange={(_, checked) => onChange(checked ? "yes" : "")}
      slotProps={{ input: { "aria-invalid": Boolean(fault) } }}
    />
  );
  return (
    <FormControl error={Boolean(fault)}>
      <FormControlLabel control={checkbox} label={translate(`orders.evidence.${name}`)} />
      {fault && <FormHelperText>{fault}</FormHelperText>}
    </FormControl>
  );
}

/** The API's maximum lengths of texts; the other fields have a fixed format. */
const MAX_LENGTH: Readonly<Record<string, number>> = {
  carrier: 60,
  tracking_number: 80,
  tracking_url: 400,
  reason: 400,
};

function InputField({ name, needed, value, fault, onChange }: FieldProps) {
  const translate = useTranslate();
  const time = name === "delivered_at";
  return (
    <TextField
      type={time ? "datetime-local" : name === "tracking_url" ? "url" : "text"}
      label={translate(`orders.evidence.${name}`)}
      required={needed}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={Boolean(fault)}
      helperText={fault}
      autoComplete="off"
      size="small"
      slotProps={
        time
          ? { inputLabel: { shrink: true }, htmlInput: { step: 1 } }
          : { htmlInput: { maxLength: MAX_LENGTH[name] } }
      }
    />
  );
}
