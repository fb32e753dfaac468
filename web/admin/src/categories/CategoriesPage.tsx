import Alert from "@mui/material/Alert";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import {
  ArrayInput,
  HttpError,
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
} from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask, askWithVersion } from "../platform/api";
import { Panel } from "../platform/Panel";
import { useProblem } from "../platform/problems";

type Form = { categories: { slug: string; name: string }[] };

/** All categories as one list, saved as one. */
export default function CategoriesPage() {
  const api = useApi();
  const problem = useProblem();
  const notify = useNotify();
  const queries = useQueryClient();
  const { canAccess } = useCanAccess({ resource: "categories", action: "edit" });
  const { data, error } = useQuery({
    queryKey: ["categories", "form"],
    queryFn: () => askWithVersion(api.GET("/admin/categories")),
  });
  if (error) return <Alert severity="error">{error.message}</Alert>;
  if (!data) return <Loading />;
  const save = async (form: unknown) => {
    const params = { header: { "If-Match": data.etag ?? "" } };
    try {
      await ask(api.PUT("/admin/categories", { params, body: form as Form }));
      notify("ra.notification.updated", { messageArgs: { smart_count: 1 } });
      await queries.invalidateQueries({ queryKey: ["categories"] });
      return undefined;
    } catch (refused) {
      problem(refused);
      // Faults go to the fields that they are about.
      return refused instanceof HttpError
        ? (refused.body as { errors?: Record<string, string> }).errors
        : undefined;
    }
  };
  return (
    <Panel title="categories.title">
      <Title title="categories.title" />
      <SimpleForm
        record={{ id: data.etag, ...data.data }}
        onSubmit={save}
        toolbar={
          canAccess ? (
            <Toolbar>
              <SaveButton alwaysEnable />
            </Toolbar>
          ) : (
            false
          )
        }
      >
        <ArrayInput source="categories" label={false}>
          <SimpleFormIterator
            inline
            disableClear
            disableAdd={!canAccess}
            disableRemove={!canAccess}
            disableReordering={!canAccess}
          >
            <TextInput source="name" label="categories.name" validate={required()} readOnly={!canAccess} />
            <TextInput source="slug" label="categories.slug" validate={required()} readOnly={!canAccess} />
          </SimpleFormIterator>
        </ArrayInput>
      </SimpleForm>
    </Panel>
  );
}
