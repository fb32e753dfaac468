import AddIcon from "@mui/icons-material/AddCircleOutlineOutlined";
import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import {
  ArrayInput,
  BooleanInput,
  IconButtonWithTooltip,
  NumberInput,
  required,
  SelectInput,
  SimpleFormIterator,
  TextInput,
  useSimpleFormIterator,
  useTranslate,
} from "react-admin";
import { MoneyInput } from "../../../platform/Money";
import { Panel } from "../../../platform/Panel";
import { VISIBLE_ROW_ACTIONS } from "../../../platform/rows";
import { addedVariant, KINDS } from "../draft";
import { SwatchInput } from "./SwatchInput";

const kinds = KINDS.map((id) => ({ id, name: `products.kinds.${id}` }));

/**
 * Layout of a variant's fields: one row on wide screens, several lines on narrow ones. The swatch takes its room from
 * the value, so that rows without one have no gap.
 */
const ROWS = {
  "& .RaSimpleFormIterator-form": {
    display: "grid",
    gridTemplateColumns: { xs: "1fr 1fr", sm: "1fr 1fr 1fr 1fr" },
    "@media (min-width: 1280px)": {
      gridTemplateColumns: "7rem minmax(15rem, 1fr) 7.5rem 7.5rem 6rem 8rem",
    },
    gap: "0 8px",
    alignItems: "start",
    "& > *, & .MuiFormControl-root": { minWidth: 0, width: "100%" },
  },
  ...VISIBLE_ROW_ACTIONS,
};

const VALUE = {
  display: "flex",
  gap: 1,
  gridColumn: { xs: "1 / -1", sm: "span 3" },
  "@media (min-width: 1280px)": { gridColumn: "auto" },
};

/** Edits the variants: sizes, materials and colours. */
export function Variants({ currency }: { currency: string }) {
  const translate = useTranslate();
  return (
    <Panel title="products.variants">
      <Typography color="textSecondary">{translate("products.stock_help")}</Typography>
      <ArrayInput source="variants" label={false} defaultValue={[]}>
        <SimpleFormIterator
          inline
          disableReordering
          disableClear
          addButton={<Add currency={currency} />}
          sx={ROWS}
          getItemLabel={(index) => String(index + 1)}
        >
          <SelectInput
            source="type"
            label="products.kind"
            choices={kinds}
            validate={required()}
            helperText={false}
            sx={{ gridColumn: { xs: "1 / -1", sm: "auto" } }}
          />
          <Box sx={VALUE}>
            <TextInput source="value" label="products.value" validate={required()} helperText={false} />
            <SwatchInput source="swatch" />
          </Box>
          <MoneyInput
            source="price_adjustment"
            label="products.adjustment"
            currency={currency}
            required
            helperText={false}
          />
          <NumberInput
            source="lead_time_days"
            label="products.lead"
            min={0}
            max={120}
            step={1}
            validate={required()}
            helperText={false}
          />
          <NumberInput source="stock" label="products.stock" step={1} helperText={false} />
          <BooleanInput source="active" label="products.choosable" helperText={false} sx={{ pt: 1 }} />
        </SimpleFormIterator>
      </ArrayInput>
    </Panel>
  );
}

function Add({ currency }: { currency: string }) {
  const { add } = useSimpleFormIterator();
  return (
    <IconButtonWithTooltip
      label="ra.action.add"
      size="small"
      color="primary"
      onClick={() => add(addedVariant(currency))}
    >
      <AddIcon fontSize="small" />
    </IconButtonWithTooltip>
  );
}
