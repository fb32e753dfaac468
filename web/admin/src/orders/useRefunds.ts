import { useCanAccess } from "react-admin";
import type { Order } from "./order";

/** Whether the caller may give money back, and there is some left to give. */
export function useRefunds(order: Order): boolean {
  const { canAccess } = useCanAccess({ resource: "orders", action: "refund" });
  return Boolean(canAccess) && order.refundable.amount > 0;
}
