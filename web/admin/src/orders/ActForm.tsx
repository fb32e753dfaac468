import Stack from "@mui/material/Stack";
import type { FormEvent, ReactNode } from "react";
import { Changed } from "./Changed";

type Props = { conflict: boolean; onSend: () => Promise<void>; children: ReactNode };

/** Something that is done to an order, with what it asks for; it says if somebody else was faster. */
export function ActForm({ conflict, onSend, children }: Props) {
  const send = (event: FormEvent) => {
    event.preventDefault();
    void onSend();
  };
  return (
    <Stack component="form" onSubmit={send} sx={{ gap: 1.5, mt: 2, maxWidth: 480 }}>
      <Changed shown={conflict} />
      {children}
    </Stack>
  );
}
