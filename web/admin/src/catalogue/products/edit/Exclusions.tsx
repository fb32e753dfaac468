import Checkbox from "@mui/material/Checkbox";
import Chip from "@mui/material/Chip";
import Stack from "@mui/material/Stack";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import Typography from "@mui/material/Typography";
import { useTranslate } from "react-admin";
import { useFormContext, useWatch } from "react-hook-form";
import { Panel } from "../../../platform/Panel";
import { type Combination, type Form, KINDS, namedVariants, type Variant } from "../draft";
import { combinationLabel, isExcluded, toggleExclusion } from "../exclusions";

/** Edits exclusions: a matrix for each pair of types, and chips for combinations of three. */
export function Exclusions() {
  const translate = useTranslate();
  const { setValue } = useFormContext<Form>();
  const variants = namedVariants(useWatch<Form, "variants">({ name: "variants" }) ?? []);
  const excluded = useWatch<Form, "excluded_combinations">({ name: "excluded_combinations" }) ?? [];
  const change = (all: Combination[]) => setValue("excluded_combinations", all, { shouldDirty: true });
  const pairs = KINDS.flatMap((rows, place) =>
    KINDS.slice(place + 1).map((columns) => [rows, columns] as const),
  );
  const shown = pairs.filter((pair) => pair.every((kind) => variants.some(({ type }) => type === kind)));
  const larger = excluded.filter((combination) => combination.length > 2);
  return (
    <Panel title="products.excluded">
      <Typography color="textSecondary" gutterBottom>
        {translate(shown.length === 0 ? "products.excluded_none" : "products.excluded_legend")}
      </Typography>
      {shown.map(([rows, columns]) => (
        <Matrix
          key={rows + columns}
          rows={variants.filter(({ type }) => type === rows)}
          columns={variants.filter(({ type }) => type === columns)}
          excluded={excluded}
          onToggle={(a, b) => change(toggleExclusion(excluded, a, b))}
        />
      ))}
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        {larger.map((combination) => (
          <Chip
            key={combination.join()}
            label={combinationLabel(combination, variants)}
            onDelete={() => change(excluded.filter((other) => other !== combination))}
          />
        ))}
      </Stack>
    </Panel>
  );
}

type MatrixProps = {
  rows: readonly Variant[];
  columns: readonly Variant[];
  excluded: readonly Combination[];
  onToggle: (a: string, b: string) => void;
};

function Matrix({ rows, columns, excluded, onToggle }: MatrixProps) {
  const translate = useTranslate();
  return (
    <Table size="small" sx={{ width: "auto", mb: 2 }}>
      <TableHead>
        <TableRow>
          <TableCell />
          {columns.map(({ key, value }) => (
            <TableCell key={key} align="center">
              {value}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.key}>
            <TableCell component="th" scope="row">
              {row.value}
            </TableCell>
            {columns.map((column) => {
              const label = translate("products.excludes", { one: row.value, other: column.value });
              return (
                <TableCell key={column.key} align="center" padding="none">
                  <Checkbox
                    color="error"
                    checked={isExcluded(excluded, row.key, column.key)}
                    onChange={() => onToggle(row.key, column.key)}
                    slotProps={{ input: { "aria-label": label } }}
                  />
                </TableCell>
              );
            })}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
