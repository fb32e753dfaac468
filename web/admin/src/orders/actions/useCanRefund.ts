import { useCanAccess } from "react-admin";

/** Whether the caller may give money back. */
export function useCanRefund(): boolean {
  const { canAccess } = useCanAccess({ resource: "orders", action: "refund" });
  return Boolean(canAccess);
}
