import Box from "@mui/material/Box";
import { type FormEvent, type ReactNode, useEffect, useRef } from "react";
import { OrderChangedNotice } from "./OrderChangedNotice";
import type { StaffAction } from "./useOrderAction";

type Props = {
  action: Pick<StaffAction, "conflict" | "faults">;
  onSend: () => Promise<void>;
  children: ReactNode;
};

/** Form of an action on an order; warns if the order was changed by somebody else. */
export function StaffActionForm({ action: { conflict, faults }, onSend, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(faults).length === 0) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [faults]);
  const send = (event: FormEvent) => {
    event.preventDefault();
    void onSend();
  };
  return (
    <Box
      component="form"
      ref={form}
      onSubmit={send}
      sx={{ display: "flex", flexDirection: "column", gap: 1.5, mt: 2, maxWidth: 480 }}
    >
      <OrderChangedNotice shown={conflict} />
      {children}
    </Box>
  );
}
