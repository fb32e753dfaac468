import { useQuery } from "@tanstack/react-query";
import { Create, Loading, SimpleForm } from "react-admin";
import { unwrap } from "../../../platform/api";
import { useApi } from "../../../platform/ApiContext";
import { LoadFailed } from "../../../platform/LoadFailed";
import { ProductFields } from "./ProductFields";

/** Creates a product. Images are uploaded after it is saved. */
export default function ProductCreate() {
  const api = useApi();
  const {
    data: shop,
    error,
    refetch,
  } = useQuery({ queryKey: ["shop"], queryFn: () => unwrap(api.GET("/shop")), retry: false });
  if (error) return <LoadFailed error={error} onRetry={() => void refetch()} />;
  if (!shop) return <Loading />;
  const { currency } = shop;
  const empty = {
    active: false,
    base_price: { amount: 0, currency },
    variants: [],
    excluded_combinations: [],
    images: [],
  };
  return (
    <Create title="products.create" redirect="edit">
      <SimpleForm defaultValues={empty} warnWhenUnsavedChanges>
        <ProductFields currency={currency} />
      </SimpleForm>
    </Create>
  );
}
