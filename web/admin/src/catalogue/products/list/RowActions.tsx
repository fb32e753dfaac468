import ContentCopyIcon from "@mui/icons-material/ContentCopy";
import DeleteIcon from "@mui/icons-material/Delete";
import RestoreIcon from "@mui/icons-material/RestoreFromTrash";
import IconButton from "@mui/material/IconButton";
import { useTranslate } from "react-admin";
import { useProductActions } from "../actions/useProductActions";
import type { Product } from "../draft";

/** Row actions: duplicate, delete and restore. */
export function RowActions({ product }: { product: Product }) {
  const translate = useTranslate();
  const { copy, remove, restore } = useProductActions(product);
  const button = (name: string, action: () => void, icon: React.ReactNode) => (
    <IconButton
      size="small"
      aria-label={translate(`products.${name}_of`, { name: product.name })}
      title={translate(`products.${name}`)}
      onClick={(event) => {
        event.stopPropagation();
        action();
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
