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
import { ChangedMeanwhile, isConflict } from "../platform/ChangedMeanwhile";
import { EditFailed } from "../platform/LoadFailed";
import { isToldByForm, useProblem } from "../platform/problems";
import { WHOLE, WHOLE_OR_TOLD } from "../platform/whole";
import type { Form } from "./draft";
import { ProductFields } from "./ProductFields";
import { ProductShow } from "./ProductShow";
import { ProductTitle } from "./ProductTitle";
import { ProductTrail } from "./ProductTrail";
import { ProductView } from "./ProductView";
import { Upload } from "./Upload";

/** A product at its address: to be changed by those who may, to be seen by the others. */
export default function ProductEdit() {
  const { canAccess, isPending } = useCanAccess({ resource: "products", action: "edit" });
  if (isPending) return <Loading />;
  return canAccess ? <Editable /> : <ProductShow />;
}

/** A product with everything that belongs to it, saved as one document under the version that was read. */
function Editable() {
  const problem = useProblem();
  const notify = useNotify();
  const [conflict, setConflict] = useState(false);
  const onSuccess = () => {
    setConflict(false);
    notify("ra.notification.updated", { messageArgs: { smart_count: 1 } });
  };
  const onError = (error: unknown) => {
    if (isConflict(error)) setConflict(true);
    else if (!isToldByForm(error)) problem(error);
  };
  return (
    <Edit
      title={<ProductTitle />}
      mutationMode="pessimistic"
      redirect={false}
      queryOptions={WHOLE_OR_TOLD}
      error={<EditFailed />}
      mutationOptions={{ onSuccess, onError, meta: WHOLE }}
    >
      <Page conflict={conflict} onConflict={setConflict} />
    </Edit>
  );
}

function Page({ conflict, onConflict }: { conflict: boolean; onConflict: (is: boolean) => void }) {
  const product = useRecordContext<Form>();
  if (!product) return null;
  // An archived product takes no change, so it has no inputs.
  if (product.archived_at) return <ProductView product={product} />;
  return (
    <>
      <SimpleForm toolbar={<FormToolbar />} warnWhenUnsavedChanges>
        {conflict && <ChangedMeanwhile onDone={() => onConflict(false)} />}
        <ProductFields
          currency={product.base_price.currency}
          upload={<Upload onConflict={() => onConflict(true)} />}
        />
      </SimpleForm>
      {/* On a phone the toolbar lies over the end of the page. */}
      <Box sx={{ pb: { xs: 10, sm: 0 } }}>
        <ProductTrail product={product} />
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
