import Box from "@mui/material/Box";
import { useState } from "react";
import {
  Edit,
  Loading,
  SaveButton,
  SimpleForm,
  Toolbar,
  useCanAccess,
  useNotify,
  useRecordContext,
} from "react-admin";
import { ConflictNotice, isConflict } from "../../../platform/ConflictNotice";
import { isShownByForm, useNotifyError } from "../../../platform/errors";
import { FULL_RECORD, FULL_RECORD_QUERY } from "../../../platform/fullRecord";
import { EditFailed } from "../../../platform/LoadFailed";
import type { Form } from "../draft";
import { ProductHistory } from "../show/ProductHistory";
import { ProductShow } from "../show/ProductShow";
import { ProductTitle } from "../show/ProductTitle";
import { ProductView } from "../show/ProductView";
import { FileUpload } from "./FileUpload";
import { ProductFields } from "./ProductFields";

/** Edits a product; shows it read-only to staff who may not edit. */
export default function ProductEdit() {
  const { canAccess, isPending } = useCanAccess({ resource: "products", action: "edit" });
  if (isPending) return <Loading />;
  return canAccess ? <Editable /> : <ProductShow />;
}

/** Edits the whole product as one document, saved against the version that was read. */
function Editable() {
  const problem = useNotifyError();
  const notify = useNotify();
  const [conflict, setConflict] = useState(false);
  const onSuccess = () => {
    setConflict(false);
    notify("ra.notification.updated", { messageArgs: { smart_count: 1 } });
  };
  const onError = (error: unknown) => {
    if (isConflict(error)) setConflict(true);
    else if (!isShownByForm(error)) problem(error);
  };
  return (
    <Edit
      title={<ProductTitle />}
      mutationMode="pessimistic"
      redirect={false}
      queryOptions={FULL_RECORD_QUERY}
      error={<EditFailed />}
      mutationOptions={{ onSuccess, onError, meta: FULL_RECORD }}
    >
      <Page conflict={conflict} onConflict={setConflict} />
    </Edit>
  );
}

function Page({ conflict, onConflict }: { conflict: boolean; onConflict: (is: boolean) => void }) {
  const product = useRecordContext<Form>();
  if (!product) return null;
  // Archived products cannot be changed, so there are no inputs.
  if (product.archived_at) return <ProductView product={product} />;
  return (
    <>
      <SimpleForm toolbar={<FormToolbar />} warnWhenUnsavedChanges>
        {conflict && <ConflictNotice onDone={() => onConflict(false)} />}
        <ProductFields
          currency={product.base_price.currency}
          upload={<FileUpload onConflict={() => onConflict(true)} />}
        />
      </SimpleForm>
      {/* On phones the toolbar covers the end of the page. */}
      <Box sx={{ pb: { xs: 10, sm: 0 } }}>
        <ProductHistory product={product} />
      </Box>
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
