import ContentCopyIcon from "@mui/icons-material/ContentCopy";
import DeleteIcon from "@mui/icons-material/Delete";
import RestoreIcon from "@mui/icons-material/RestoreFromTrash";
import IconButton from "@mui/material/IconButton";
import { useDataProvider, useNotify, useRedirect, useRefresh, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { ask } from "../platform/api";
import { useConfirm } from "../platform/Confirm";
import { useProblem } from "../platform/problems";
import type { Product } from "./draft";

/** What can be done to a product without opening it. */
export function RowActions({ product }: { product: Product }) {
  const translate = useTranslate();
  const problem = useProblem();
  const { copy, remove, restore } = useActs(product);
  const button = (name: string, act: () => Promise<void>, icon: React.ReactNode) => (
    <IconButton
      size="small"
      aria-label={translate(`products.${name}_of`, { name: product.name })}
      title={translate(`products.${name}`)}
      onClick={(event) => {
        event.stopPropagation();
        void act().catch(problem);
      }}
    >
      {icon}
    </IconButton>
  );
  if (product.archived_at) return button("restore", restore, <RestoreIcon fontSize="small" />);
  return (
    <>
      {button("duplicate", copy, <ContentCopyIcon fontSize="small" />)}
      {button("remove", remove, <DeleteIcon fontSize="small" />)}
    </>
  );
}

function useActs(product: Product) {
  const api = useApi();
  const data = useDataProvider();
  const translate = useTranslate();
  const confirm = useConfirm();
  const notify = useNotify();
  const redirect = useRedirect();
  const refresh = useRefresh();
  const { id, slug, name, version } = product;
  return {
    async copy() {
      const body = { slug: `${slug.slice(0, 74)}-copy`, name: translate("products.copy_of", { name }) };
      const made = await ask(api.POST("/admin/products/{id}/duplicate", { params: { path: { id } }, body }));
      redirect("edit", "products", made.id);
    },
    async remove() {
      const question = {
        title: translate("products.remove_of", { name }),
        consequence: translate("products.remove_consequence"),
      };
      if (!(await confirm({ ...question, action: translate("products.remove"), danger: true }))) return;
      await data.delete("products", { id, previousData: product });
      notify("products.removed");
      refresh();
    },
    async restore() {
      const params = { path: { id }, header: { "If-Match": `"${String(version)}"` } };
      await ask(api.POST("/admin/products/{id}/restore", { params }));
      redirect("edit", "products", id);
    },
  };
}
