import type { Theme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
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
} from "react-admin";
import { Link } from "react-router-dom";
import { useCategories } from "../categories/useCategories";
import { MoneyText } from "../platform/Money";
import type { Product } from "./draft";
import { ExportProducts } from "./ExportProducts";
import { ImportProducts } from "./ImportProducts";
import { Picture } from "./Picture";
import { ProductCards } from "./ProductCards";
import { RowActions } from "./RowActions";
import { State } from "./State";
import { Stock } from "./Stock";

/** Everything for sale, and not. */
export default function ProductList() {
  const categories = useCategories();
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down("sm"));
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
  // Without products there is no page of its own: the one thing to do then may be an import.
  return (
    <List filters={filters} actions={<Actions />} perPage={25} title="products.title" empty={false}>
      {narrow ? <ProductCards /> : <ProductTable />}
    </List>
  );
}

function ProductTable() {
  const categories = useCategories();
  const { canAccess } = useCanAccess({ resource: "products", action: "edit" });
  return (
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
        <DataTable.Col label="" disableSort render={(product: Product) => <RowActions product={product} />} />
      )}
    </DataTable>
  );
}

/** Saved filters would lie in the browser's storage, after signing out, too. */
function Actions() {
  const { canAccess } = useCanAccess({ resource: "products", action: "create" });
  return (
    <TopToolbar sx={{ flexWrap: "wrap" }}>
      <FilterButton disableSaveQuery />
      {canAccess && <CreateButton />}
      {canAccess && <ImportProducts />}
      {canAccess && <ExportProducts />}
    </TopToolbar>
  );
}
