import TextField from "@mui/material/TextField";

type Props = { label: string; value: string; fault: string | undefined; onChange: (value: string) => void };

/** Input for the reason of an action, which is stored in the audit trail. */
export function ReasonField({ label, value, fault, onChange }: Props) {
  return (
    <TextField
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={Boolean(fault)}
      helperText={fault}
      required
      size="small"
      slotProps={{ htmlInput: { maxLength: 400 } }}
    />
  );
}
