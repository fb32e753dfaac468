import { Show, useRecordContext } from "react-admin";
import { FULL_RECORD_QUERY } from "../../../platform/fullRecord";
import { ShowFailed } from "../../../platform/LoadFailed";
import type { Form } from "../draft";
import { ProductTitle } from "./ProductTitle";
import { ProductView } from "./ProductView";

/** Read-only page of a product. */
export function ProductShow() {
  return (
    <Show title={<ProductTitle />} actions={false} queryOptions={FULL_RECORD_QUERY} error={<ShowFailed />}>
      <Page />
    </Show>
  );
}

function Page() {
  const product = useRecordContext<Form>();
  return product ? <ProductView product={product} /> : null;
}
