import type { Schemas } from "@3d-things/api";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import {
  BooleanInput,
  CreateButton,
  DataTable,
  FilterButton,
  List,
  NullableBooleanInput,
  SearchInput,
  SelectInput,
  TopToolbar,
  useCanAccess,
  useTranslate,
} from "react-admin";
import { Link } from "react-router-dom";
import { useCategories } from "../categories/useCategories";
import { MoneyText } from "../platform/Money";
import type { Product } from "./draft";
import { ExportProducts } from "./ExportProducts";
import { ImportProducts } from "./ImportProducts";
import { RowActions } from "./RowActions";

/** Everything for sale, and not. */
export default function ProductList() {
  const categories = useCategories();
  const { canAccess } = useCanAccess({ resource: "products", action: "edit" });
  const filters = [
    <SearchInput key="q" source="q" alwaysOn />,
    <SelectInput
      key="category"
      source="category"
      label="products.category"
      choices={categories}
      translateChoice={false}
    />,
    <NullableBooleanInput key="active" source="active" label="products.active" />,
    <BooleanInput key="archived" source="archived" label="products.archived" />,
  ];
  return (
    <List filters={filters} actions={<Actions />} perPage={25} title="products.title">
      <DataTable<Product> bulkActionButtons={false} rowClick={false}>
        <DataTable.Col
          label="products.picture"
          disableSort
          render={(product: Product) => <Picture product={product} />}
        />
        <DataTable.Col
          label="products.name"
          disableSort
          render={(product: Product) => <Link to={`/products/${product.id}`}>{product.name}</Link>}
        />
        <DataTable.Col
          label="products.category"
          disableSort
          render={({ category }: Product) => categories.find(({ id }) => id === category)?.name ?? category}
        />
        <DataTable.Col
          label="products.base_price"
          disableSort
          render={(product: Product) => <MoneyText money={product.base_price} />}
        />
        <DataTable.Col
          label="products.stock"
          disableSort
          render={(product: Product) => <Stock product={product} />}
        />
        <DataTable.Col
          label="products.state"
          disableSort
          render={(product: Product) => <State product={product} />}
        />
        {canAccess && (
          <DataTable.Col
            label=""
            disableSort
            render={(product: Product) => <RowActions product={product} />}
          />
        )}
      </DataTable>
    </List>
  );
}

function Actions() {
  const { canAccess } = useCanAccess({ resource: "products", action: "create" });
  return (
    <TopToolbar>
      <FilterButton />
      {canAccess && <CreateButton />}
      {canAccess && <ImportProducts />}
      {canAccess && <ExportProducts />}
    </TopToolbar>
  );
}

function Picture({ product }: { product: Product }) {
  const image = product.images[0];
  return image ? (
    <Box
      component="img"
      src={narrowest(image)}
      alt=""
      loading="lazy"
      sx={{ width: 48, height: 48, objectFit: "cover", borderRadius: 1 }}
    />
  ) : null;
}

/** Where the smallest of a picture's files lies. */
function narrowest({ path, widths = [] }: Schemas["Image"]): string {
  return widths.length > 1 ? path.replace(/\.\w+$/, `-${String(widths[0])}$&`) : path;
}

/** What is left of choices that are counted; nothing where all is made to order. */
function Stock({ product }: { product: Product }) {
  const counted = product.variants.filter(({ stock }) => typeof stock === "number");
  return counted.map(({ id, value, stock = 0 }) => (
    <Box key={id} sx={{ color: (stock ?? 0) > 0 ? undefined : "error.main", whiteSpace: "nowrap" }}>
      {value}: {stock}
    </Box>
  ));
}

function State({ product }: { product: Product }) {
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
