import Chip from "@mui/material/Chip";
import { useTranslate } from "react-admin";
import type { Form, Product } from "./draft";

/** Shows if a product is hidden, archived or for sale. */
export function ProductState({ product }: { product: Pick<Product | Form, "active" | "archived_at"> }) {
  const translate = useTranslate();
  if (product.archived_at) return <Chip size="small" label={translate("products.archived")} />;
  const name = product.active ? "products.active" : "products.hidden";
  return (
    <Chip
      size="small"
      variant="outlined"
      color={product.active ? "success" : "default"}
      label={translate(name)}
    />
  );
}
