import Box from "@mui/material/Box";
import type { Product } from "../draft";

/** Lists the stock of counted variants; a product that is made to order has none. */
export function Stock({ product }: { product: Product }) {
  const counted = product.variants.filter(({ stock }) => typeof stock === "number");
  return counted.map(({ id, value, stock = 0 }) => (
    <Box key={id} sx={{ color: (stock ?? 0) > 0 ? undefined : "error.main", whiteSpace: "nowrap" }}>
      {value}: {stock}
    </Box>
  ));
}
