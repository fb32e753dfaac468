import type { Theme } from "@mui/material/styles";
import useMediaQuery from "@mui/material/useMediaQuery";
import {
  BooleanInput,
  CreateButton,
  DataTable,
  FilterButton,
  ListBase,
  ListView,
  Loading,
  NullableBooleanInput,
  SearchInput,
  TopToolbar,
  useCanAccess,
} from "react-admin";
import { Link } from "react-router-dom";
import { CursorPagination } from "../../../platform/CursorPagination";
import { ListFailed } from "../../../platform/LoadFailed";
import { MoneyText } from "../../../platform/Money";
import { CategoryInput } from "../../categories/CategoryInput";
import { useCategoryName } from "../../categories/useCategories";
import type { Product } from "../draft";
import { ProductState } from "../ProductState";
import { Thumbnail } from "../Thumbnail";
import { ExportProducts } from "./ExportProducts";
import { IgnoreLateSearch } from "./IgnoreLateSearch";
import { ImportProducts } from "./ImportProducts";
import { ProductCards } from "./ProductCards";
import { RowActions } from "./RowActions";
import { Stock } from "./Stock";

export default function ProductList() {
  const narrow = useMediaQuery<Theme>((theme) => theme.breakpoints.down("sm"));
  const filters = [
    <SearchInput key="q" source="q" alwaysOn />,
    <CategoryInput key="category" source="category" label="products.category" />,
    <NullableBooleanInput key="active" source="active" label="products.active" />,
    <BooleanInput key="archived" source="archived" label="products.archived" />,
  ];
  // An empty list has its toolbar too, because an import may be the first step.
  return (
    <ListBase perPage={25} authLoading={<Loading />} offline={false}>
      <IgnoreLateSearch>
        <ListView
          filters={filters}
          actions={<Actions />}
          title="products.title"
          empty={false}
          pagination={<CursorPagination />}
          error={<ListFailed />}
        >
          {narrow ? <ProductCards /> : <ProductTable />}
        </ListView>
      </IgnoreLateSearch>
    </ListBase>
  );
}

function ProductTable() {
  const categoryName = useCategoryName();
  const { canAccess } = useCanAccess({ resource: "products", action: "edit" });
  return (
    <DataTable<Product> bulkActionButtons={false} rowClick={false}>
      <DataTable.Col
        label="products.picture"
        disableSort
        render={(product: Product) => <Thumbnail product={product} />}
      />
      <DataTable.Col
        label="products.name"
        disableSort
        render={(product: Product) => <Link to={`/products/${product.id}`}>{product.name}</Link>}
      />
      <DataTable.Col
        label="products.category"
        disableSort
        render={({ category }: Product) => categoryName(category)}
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
        render={(product: Product) => <ProductState product={product} />}
      />
      {canAccess && (
        <DataTable.Col label="" disableSort render={(product: Product) => <RowActions product={product} />} />
      )}
    </DataTable>
  );
}

/** No saved filters: they would stay in the browser's storage after signing out. */
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
