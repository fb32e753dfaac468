import LockIcon from "@mui/icons-material/Lock";
import Box from "@mui/material/Box";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { Link as RouterLink } from "react-router-dom";
import { MoneyText } from "../platform/Money";
import { Time } from "../platform/Time";
import { type Erasure, type Order, retentionHold } from "./privacyRequests";

/** Lists a customer's orders and what an erasure would do, or did, to each. */
export function OrderList({ orders, erasures }: { orders: Order[]; erasures: Erasure[] }) {
  const byOrder = new Map(erasures.map((erasure) => [erasure.id, erasure]));
  return (
    <Box component="ul" sx={{ listStyle: "none", padding: 0, margin: 0 }}>
      {orders.map((order) => (
        <OrderItem key={order.id} order={order} erasure={byOrder.get(order.id)} />
      ))}
    </Box>
  );
}

function OrderItem({ order, erasure }: { order: Order; erasure: Erasure | undefined }) {
  const translate = useTranslate();
  const { id, number, created_at, state, total, item_count } = order;
  return (
    <Stack
      component="li"
      direction="row"
      useFlexGap
      sx={{
        flexWrap: "wrap",
        columnGap: 2,
        rowGap: 0.5,
        alignItems: "center",
        paddingY: 1,
        borderBottom: 1,
        borderColor: "divider",
      }}
    >
      <Link component={RouterLink} to={`/orders/${id}/show`}>
        {number ?? id}
      </Link>
      <Time at={created_at} />
      <span>{translate(`orders.states.${state}`)}</span>
      <span>{translate("customers.pieces", { smart_count: item_count })}</span>
      <MoneyText money={total} />
      <ErasureStatus
        kept={erasure ? erasure.kept_because : retentionHold(order)}
        done={Boolean(erasure)}
        failed={Boolean(erasure?.problem)}
      />
      <StoredData order={order} />
    </Stack>
  );
}

type StatusProps = { kept: Erasure["kept_because"]; done: boolean; failed: boolean };

/** Shows if an order's customer data is erased, erasable or on hold, or if the erasure failed. */
function ErasureStatus({ kept, done, failed }: StatusProps) {
  const translate = useTranslate();
  if (failed) return <Chip size="small" color="error" label={translate("customers.failed")} />;
  if (kept) {
    // A coloured label would not have enough contrast.
    const sx = { color: "text.primary" };
    const label = translate(`customers.kept.${kept}`);
    return <Chip size="small" color="warning" variant="outlined" icon={<LockIcon />} label={label} sx={sx} />;
  }
  return done ? (
    <Chip size="small" color="success" label={translate("customers.erased")} />
  ) : (
    <Chip size="small" variant="outlined" label={translate("customers.erasable")} />
  );
}

/** Lists the kinds of personal data stored with an order. */
function StoredData({ order: { customer, notes, mails } }: { order: Order }) {
  const translate = useTranslate();
  const parts = [
    "email" as const,
    ...(["name", "phone", "shipping_address", "billing_address"] as const).filter((part) => customer[part]),
  ].map((part) => translate(`customers.parts.${part}`));
  if (notes.length > 0) parts.push(translate("customers.parts.notes", { smart_count: notes.length }));
  if (mails.length > 0) parts.push(translate("customers.parts.mails", { smart_count: mails.length }));
  return (
    <Typography variant="body2" color="textSecondary" sx={{ flexBasis: "100%" }}>
      {translate("customers.holds", { parts: parts.join(", ") })}
    </Typography>
  );
}
