import TextField from "@mui/material/TextField";

type Props = {
  label: string;
  value: string;
  max: number;
  required?: boolean;
  autoComplete?: "on" | "off";
  fault: string | undefined;
  onChange: (value: string) => void;
};

/** Input for a line of text in the form of a staff action. */
export function TextInput({
  label,
  value,
  max,
  required = false,
  autoComplete = "off",
  fault,
  onChange,
}: Props) {
  return (
    <TextField
      label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={Boolean(fault)}
      helperText={fault}
      required={required}
      autoComplete={autoComplete}
      size="small"
      slotProps={{ htmlInput: { maxLength: max } }}
    />
  );
}
