import { useCanAccess } from "react-admin";

/** Whether the caller may give money back. */
export function useMayRefund(): boolean {
  const { canAccess } = useCanAccess({ resource: "orders", action: "refund" });
  return Boolean(canAccess);
}
