import Checkbox from "@mui/material/Checkbox";
import FormControlLabel from "@mui/material/FormControlLabel";

type Props = { label: string; checked: boolean; onChange: (checked: boolean) => void };

/** Checkbox in the form of a staff action. */
export function CheckboxInput({ label, checked, onChange }: Props) {
  const checkbox = <Checkbox checked={checked} onChange={(_, now) => onChange(now)} />;
  return <FormControlLabel control={checkbox} label={label} />;
}
