import { Show, useRecordContext } from "react-admin";
import { ShowFailed } from "../platform/LoadFailed";
import { WHOLE_OR_TOLD } from "../platform/whole";
import type { Form } from "./draft";
import { ProductTitle } from "./ProductTitle";
import { ProductView } from "./ProductView";

/** A product for those who may see it and not change it. */
export function ProductShow() {
  return (
    <Show title={<ProductTitle />} actions={false} queryOptions={WHOLE_OR_TOLD} error={<ShowFailed />}>
      <Page />
    </Show>
  );
}

function Page() {
  const product = useRecordContext<Form>();
  return product ? <ProductView product={product} /> : null;
}
