import Alert from "@mui/material/Alert";
import { useState } from "react";
import {
  Edit,
  SimpleForm,
  Toolbar,
  SaveButton,
  useCanAccess,
  useRecordContext,
  useTranslate,
} from "react-admin";
import { ChangedMeanwhile, isConflict } from "../platform/ChangedMeanwhile";
import { useProblem } from "../platform/problems";
import { WHOLE } from "../platform/whole";
import type { Form } from "./draft";
import { ProductFields } from "./ProductFields";
import { ProductTrail } from "./ProductTrail";

/** A product with everything that belongs to it, saved as one document under the version that was read. */
export default function ProductEdit() {
  const problem = useProblem();
  const [conflict, setConflict] = useState(false);
  const onError = (error: unknown) => {
    if (isConflict(error)) setConflict(true);
    else problem(error);
  };
  return (
    <Edit
      title={<ProductTitle />}
      mutationMode="pessimistic"
      redirect={false}
      queryOptions={{ meta: WHOLE }}
      mutationOptions={{ onError, meta: WHOLE }}
    >
      <ProductForm conflict={conflict} onSolved={() => setConflict(false)} />
    </Edit>
  );
}

function ProductTitle() {
  const product = useRecordContext<Form>();
  return <>{product?.name}</>;
}

function ProductForm({ conflict, onSolved }: { conflict: boolean; onSolved: () => void }) {
  const translate = useTranslate();
  const product = useRecordContext<Form>();
  const { canAccess } = useCanAccess({ resource: "products", action: "edit" });
  if (!product) return null;
  const locked = !canAccess || Boolean(product.archived_at);
  return (
    <>
      <SimpleForm toolbar={locked ? false : <FormToolbar />} warnWhenUnsavedChanges>
        {product.archived_at && <Alert severity="info">{translate("products.archived_why")}</Alert>}
        {conflict && <ChangedMeanwhile onDone={onSolved} />}
        <fieldset disabled={locked} style={{ border: 0, padding: 0, margin: 0, width: "100%", minWidth: 0 }}>
          <ProductFields currency={product.base_price.currency} />
        </fieldset>
      </SimpleForm>
      <ProductTrail entries={product.audit ?? []} />
    </>
  );
}

function FormToolbar() {
  return (
    <Toolbar>
      <SaveButton />
    </Toolbar>
  );
}
