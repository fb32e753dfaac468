import { HttpError, useDataProvider, useNotify, useRedirect, useRefresh, useTranslate } from "react-admin";
import { unwrap } from "../../../platform/api";
import { useApi } from "../../../platform/ApiContext";
import { useConfirm } from "../../../platform/Confirm";
import { useNotifyError } from "../../../platform/errors";
import type { Product } from "../draft";
import { duplicateProduct, stillExists } from "./productActions";

/** Row actions of a product. After a failure the error is shown and the list reloaded. */
export function useProductActions(product: Product) {
  const api = useApi();
  const data = useDataProvider();
  const translate = useTranslate();
  const confirm = useConfirm();
  const notify = useNotify();
  const problem = useNotifyError();
  const redirect = useRedirect();
  const refresh = useRefresh();
  const { id, name, version } = product;

  const duplicate = async () => {
    const created = await duplicateProduct(api, product, translate("products.copy_of", { name }));
    redirect("edit", "products", created.id);
  };
  const remove = async () => {
    const question = {
      title: translate("products.remove_of", { name }),
      consequence: translate("products.remove_consequence"),
    };
    if (!(await confirm({ ...question, action: translate("products.remove"), danger: true }))) return;
    await data.delete("products", { id, previousData: product });
    refresh();
    notify((await stillExists(api, id)) ? "products.removed_archived" : "products.removed_deleted");
  };
  const restore = async () => {
    const params = { path: { id }, header: { "If-Match": `"${String(version)}"` } };
    await unwrap(api.POST("/admin/products/{id}/restore", { params }));
    redirect("edit", "products", id);
  };
  const notifying = (action: () => Promise<void>) => () => {
    void action().catch((error: unknown) => {
      problem(error);
      if (error instanceof HttpError) refresh();
    });
  };
  return { copy: notifying(duplicate), remove: notifying(remove), restore: notifying(restore) };
}
