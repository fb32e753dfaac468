import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  ArrayInput,
  Edit,
  Loading,
  required,
  SaveButton,
  SimpleForm,
  SimpleFormIterator,
  TextInput,
  Title,
  Toolbar,
  useCanAccess,
  useNotify,
  useTranslate,
} from "react-admin";
import { unwrap } from "../../platform/api";
import { useApi } from "../../platform/ApiContext";
import { ConflictNotice, isConflict } from "../../platform/ConflictNotice";
import { isShownByForm, useNotifyError } from "../../platform/errors";
import { FULL_RECORD, FULL_RECORD_QUERY } from "../../platform/fullRecord";
import { EditFailed, LoadFailed } from "../../platform/LoadFailed";
import { Panel } from "../../platform/Panel";
import { VISIBLE_ROW_ACTIONS } from "../../platform/rows";

/** Edits all categories in one form; shows them read-only to staff who may not edit. */
export default function CategoriesPage() {
  const { canAccess, isPending } = useCanAccess({ resource: "categories", action: "edit" });
  if (isPending) return <Loading />;
  return canAccess ? <Editable /> : <Names />;
}

function Editable() {
  const problem = useNotifyError();
  const notify = useNotify();
  const queries = useQueryClient();
  const [conflict, setConflict] = useState(false);
  const onSuccess = () => {
    setConflict(false);
    notify("ra.notification.updated", { messageArgs: { smart_count: 1 } });
    // Lists and forms cache the categories as choices.
    void queries.invalidateQueries({ queryKey: ["categories", "choices"] });
  };
  const onError = (error: unknown) => {
    if (isConflict(error)) setConflict(true);
    else if (!isShownByForm(error)) problem(error);
  };
  return (
    <Edit
      id="categories"
      title="categories.title"
      actions={false}
      redirect={false}
      mutationMode="pessimistic"
      queryOptions={FULL_RECORD_QUERY}
      mutationOptions={{ onSuccess, onError, meta: FULL_RECORD }}
      error={<EditFailed />}
    >
      <SimpleForm toolbar={<SaveBar />} warnWhenUnsavedChanges>
        {conflict && <ConflictNotice onDone={() => setConflict(false)} />}
        <ArrayInput source="categories" label={false}>
          <SimpleFormIterator inline disableClear sx={VISIBLE_ROW_ACTIONS}>
            <TextInput source="name" label="categories.name" validate={required()} />
            <TextInput source="slug" label="categories.slug" validate={required()} />
          </SimpleFormIterator>
        </ArrayInput>
      </SimpleForm>
    </Edit>
  );
}

function SaveBar() {
  return (
    <Toolbar>
      <SaveButton />
    </Toolbar>
  );
}

function Names() {
  const translate = useTranslate();
  const api = useApi();
  const { data, error, refetch } = useQuery({
    queryKey: ["categories", "names"],
    queryFn: () => unwrap(api.GET("/admin/categories")),
    retry: false,
  });
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Panel title="categories.title">
      <Title title={translate("categories.title")} />
      <ol>
        {data.categories.map(({ slug, name }) => (
          <li key={slug}>
            {name} (<code>{slug}</code>)
          </li>
        ))}
      </ol>
    </Panel>
  );
}
