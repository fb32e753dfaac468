import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import { ListNoResults, Loading, useCanAccess, useListContext } from "react-admin";
import { Link } from "react-router-dom";
import { MoneyText } from "../../../platform/Money";
import type { Product } from "../draft";
import { ProductState } from "../ProductState";
import { Thumbnail } from "../Thumbnail";
import { RowActions } from "./RowActions";
import { Stock } from "./Stock";

/** Shows the products as cards, for phones. */
export function ProductCards() {
  const { canAccess } = useCanAccess({ resource: "products", action: "edit" });
  const { data, isPending } = useListContext<Product>();
  if (isPending) return <Loading />;
  if (!data?.length) return <ListNoResults />;
  return (
    <Stack component="ul" sx={{ m: 0, p: 0, listStyle: "none" }}>
      {data.map((product) => (
        <Stack
          key={product.id}
          component="li"
          direction="row"
          sx={{ gap: 2, p: 1, alignItems: "center", borderBottom: 1, borderColor: "divider" }}
        >
          <Thumbnail product={product} />
          <Box sx={{ flex: 1, minWidth: 0, overflowWrap: "anywhere" }}>
            <Link to={`/products/${product.id}`}>{product.name}</Link>
            <div>
              <MoneyText money={product.base_price} /> <ProductState product={product} />
            </div>
            <Stock product={product} />
          </Box>
          <Box sx={{ whiteSpace: "nowrap" }}>{canAccess && <RowActions product={product} />}</Box>
        </Stack>
      ))}
    </Stack>
  );
}
