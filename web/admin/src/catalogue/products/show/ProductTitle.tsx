import { useRecordContext } from "react-admin";
import type { Form } from "../draft";

/** A product's page is named after it. */
export function ProductTitle() {
  const product = useRecordContext<Form>();
  return <>{product?.name}</>;
}
