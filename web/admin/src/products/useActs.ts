import { HttpError, useDataProvider, useNotify, useRedirect, useRefresh, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { useConfirm } from "../platform/Confirm";
import { useProblem } from "../platform/problems";
import { copyOf, isThere } from "./acts";
import type { Product } from "./draft";

/** What staff do to a product in the list. Where it is refused they see what happened, and the list as it is now. */
export function useActs(product: Product) {
  const api = useApi();
  const data = useDataProvider();
  const translate = useTranslate();
  const confirm = useConfirm();
  const notify = useNotify();
  const problem = useProblem();
  const redirect = useRedirect();
  const refresh = useRefresh();
  const { id, name, version } = product;

  const copy = async () => {
    const made = await copyOf(api, product, translate("products.copy_of", { name }));
    redirect("edit", "products", made.id);
  };
  const remove = async () => {
    const question = {
      title: translate("products.remove_of", { name }),
      consequence: translate("products.remove_consequence"),
    };
    if (!(await confirm({ ...question, action: translate("products.remove"), danger: true }))) return;
    await data.delete("products", { id, previousData: product });
    refresh();
    notify((await isThere(api, id)) ? "products.removed_archived" : "products.removed_deleted");
  };
  const restore = async () => {
    const params = { path: { id }, header: { "If-Match": `"${String(version)}"` } };
    await ask(api.POST("/admin/products/{id}/restore", { params }));
    redirect("edit", "products", id);
  };
  const told = (act: () => Promise<void>) => () => {
    void act().catch((error: unknown) => {
      problem(error);
      if (error instanceof HttpError) refresh();
    });
  };
  return { copy: told(copy), remove: told(remove), restore: told(restore) };
}
