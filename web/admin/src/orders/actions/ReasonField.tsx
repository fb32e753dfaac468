import { TextInput } from "./TextInput";

type Props = { label: string; value: string; fault: string | undefined; onChange: (value: string) => void };

/** Input for the reason of an action, which is stored in the audit trail. */
export function ReasonField(props: Props) {
  return <TextInput {...props} max={400} required autoComplete="on" />;
}
