import { useState } from "react";
import { List, StoreContext, useListContext } from "react-admin";
import { CursorPagination } from "../../platform/CursorPagination";
import { ListFailed } from "../../platform/LoadFailed";
import { useIsNarrow } from "../useIsNarrow";
import { FilterForm } from "./FilterForm";
import { LIST_KEY, listStore } from "./listState";
import { ListTabs } from "./ListTabs";
import { OrderCards } from "./OrderCards";
import { OrderTable } from "./OrderTable";
import { Selection, SelectionBar } from "./Selection";

/** Order list, newest first. Filters are kept out of the URL and of storage: one may be a customer's e-mail. */
export default function OrderList() {
  return (
    <StoreContext value={listStore}>
      <List
        disableSyncWithLocation
        storeKey={LIST_KEY}
        perPage={25}
        actions={false}
        empty={false}
        error={false}
        pagination={false}
        component="div"
        title="orders.title"
      >
        <ListTabs current="list" />
        <FilteredOrders />
      </List>
    </StoreContext>
  );
}

/** The filter and its results. A search that cannot be run has none: those of the last one would look like its own. */
function FilteredOrders() {
  const { filterValues } = useListContext();
  const [invalidBeside, setInvalidBeside] = useState<unknown>();
  const invalid = invalidBeside === filterValues;
  return (
    <>
      <FilterForm invalid={invalid} onInvalid={(is) => setInvalidBeside(is ? filterValues : undefined)} />
      {!invalid && (
        <Selection>
          <SelectionBar />
          <Orders />
          <CursorPagination />
        </Selection>
      )}
    </>
  );
}

/** Shows the results. The filter stays visible when loading fails, because it may be the reason. */
function Orders() {
  const narrow = useIsNarrow();
  const { error } = useListContext();
  if (error) return <ListFailed />;
  return narrow ? <OrderCards /> : <OrderTable />;
}
