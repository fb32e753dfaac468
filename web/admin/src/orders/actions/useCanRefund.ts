import { useCanAccess } from "react-admin";

/** True if the signed-in role may refund. */
export function useCanRefund(): boolean {
  const { canAccess } = useCanAccess({ resource: "orders", action: "refund" });
  return Boolean(canAccess);
}
