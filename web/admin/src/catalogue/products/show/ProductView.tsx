import Alert from "@mui/material/Alert";
import Box from "@mui/material/Box";
import Stack from "@mui/material/Stack";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import type { ReactNode } from "react";
import { useTranslate } from "react-admin";
import { MoneyText } from "../../../platform/Money";
import { Panel } from "../../../platform/Panel";
import { useCategoryName } from "../../categories/useCategories";
import type { Form, Variant } from "../draft";
import { combinationLabel } from "../exclusions";
import { Preview } from "../Preview";
import { ProductState } from "../ProductState";
import { thumbnail } from "../thumbnail";
import { ProductHistory } from "./ProductHistory";

/** Read-only view of a whole product. */
export function ProductView({ product }: { product: Form }) {
  const translate = useTranslate();
  return (
    <Box sx={{ display: "grid", gap: 2, p: 2, gridTemplateColumns: "minmax(0, 1fr)" }}>
      {product.archived_at && <Alert severity="info">{translate("products.archived_why")}</Alert>}
      <Basics product={product} />
      <Panel title="products.variants">
        <Variants variants={product.variants} />
      </Panel>
      <Excluded product={product} />
      <Preview product={product} currency={product.base_price.currency} />
      <ImageGrid product={product} />
      <ProductHistory product={product} />
    </Box>
  );
}

function Basics({ product }: { product: Form }) {
  const categoryName = useCategoryName();
  const { slug, category, base_price, description } = product;
  return (
    <Panel title="products.basics">
      <Box
        component="dl"
        sx={{
          m: 0,
          display: "grid",
          gap: "4px 16px",
          gridTemplateColumns: { xs: "minmax(0, 1fr)", sm: "auto minmax(0, 1fr)" },
        }}
      >
        <Field name="name">{product.name}</Field>
        <Field name="slug">{slug}</Field>
        <Field name="category">{categoryName(category)}</Field>
        <Field name="base_price">
          <MoneyText money={base_price} />
        </Field>
        <Field name="state">
          <ProductState product={product} />
        </Field>
        <Field name="description">
          <span style={{ whiteSpace: "pre-line" }}>{description}</span>
        </Field>
      </Box>
    </Panel>
  );
}

function Field({ name, children }: { name: string; children: ReactNode }) {
  const translate = useTranslate();
  return (
    <>
      <Typography component="dt" color="textSecondary">
        {translate(`products.${name}`)}
      </Typography>
      <Typography component="dd" sx={{ m: 0 }}>
        {children}
      </Typography>
    </>
  );
}

const COLUMNS = ["kind", "value", "adjustment", "lead", "stock", "choosable"] as const;

function Variants({ variants }: { variants: readonly Variant[] }) {
  const translate = useTranslate();
  const cells = ({ type, value, price_adjustment, lead_time_days, stock, active }: Variant): ReactNode[] => [
    translate(`products.kinds.${type}`),
    value,
    <MoneyText key="price" money={price_adjustment} />,
    translate("products.days", { smart_count: lead_time_days }),
    stock ?? translate("products.made_to_order"),
    translate(active ? "ra.boolean.true" : "ra.boolean.false"),
  ];
  return (
    <Table size="small">
      <TableHead>
        <TableRow>
          {COLUMNS.map((name) => (
            <TableCell key={name}>{translate(`products.${name}`)}</TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {variants.map((variant) => (
          <TableRow key={variant.key}>
            {cells(variant).map((cell, place) => (
              <TableCell key={COLUMNS[place]}>{cell}</TableCell>
            ))}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Excluded({ product }: { product: Form }) {
  const translate = useTranslate();
  const names = product.excluded_combinations.map((combination) =>
    combinationLabel(combination, product.variants),
  );
  return (
    <Panel title="products.excluded">
      {names.length === 0 && <Typography>{translate("products.excluded_nothing")}</Typography>}
      {names.map((name) => (
        <Typography key={name}>{name}</Typography>
      ))}
    </Panel>
  );
}

function ImageGrid({ product }: { product: Form }) {
  const translate = useTranslate();
  return (
    <Panel title="products.pictures">
      <Stack direction="row" sx={{ gap: 2, flexWrap: "wrap" }}>
        {product.images.map((image) => (
          <Box
            key={image.path}
            component="img"
            src={thumbnail(image)}
            alt={image.alt}
            sx={{ width: 160, height: 160, objectFit: "cover", borderRadius: 1 }}
          />
        ))}
      </Stack>
      {product.model && (
        <Typography sx={{ mt: 1 }}>
          {product.model.alt}{" "}
          <a href={product.model.path} download>
            {translate("products.model_file")}
          </a>
        </Typography>
      )}
    </Panel>
  );
}
