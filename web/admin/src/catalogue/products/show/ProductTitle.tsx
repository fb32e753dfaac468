import { useRecordContext } from "react-admin";
import type { Form } from "../draft";

/** Title of a product's page: its name. */
export function ProductTitle() {
  const product = useRecordContext<Form>();
  return <>{product?.name}</>;
}
