import { List, StoreContext, useListContext } from "react-admin";
import { ListFailed } from "../platform/LoadFailed";
import { Pages } from "../platform/Pages";
import { FilterForm } from "./FilterForm";
import { ListTabs } from "./ListTabs";
import { OrderCards } from "./OrderCards";
import { OrderTable } from "./OrderTable";
import { LIST, remembered } from "./remembered";
import { Selection, SelectionBar } from "./Selection";
import { useNarrow } from "./useNarrow";

/** Orders, newest first. Filters stay out of the address and of any storage: one of them is a customer's e-mail. */
export default function OrderList() {
  return (
    <StoreContext value={remembered}>
      <List
        disableSyncWithLocation
        storeKey={LIST}
        perPage={25}
        actions={false}
        empty={false}
        error={false}
        pagination={<Pages />}
        component="div"
        title="orders.title"
      >
        <ListTabs current="list" />
        <FilterForm />
        <Selection>
          <SelectionBar />
          <Orders />
        </Selection>
      </List>
    </StoreContext>
  );
}

/** What was found. The filter stays above it also where nothing could be loaded: it may be the reason. */
function Orders() {
  const narrow = useNarrow();
  const { error } = useListContext();
  if (error) return <ListFailed />;
  return narrow ? <OrderCards /> : <OrderTable />;
}
