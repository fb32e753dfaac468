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
import { Panel } from "../platform/Panel";
import { type Draft, type Form, KINDS, type VariantName } from "./draft";
import { type Combination, isExcluded, toggled } from "./exclusions";

/** What cannot be made together: a matrix for each two types, and the combinations of three as they are. */
export function Exclusions() {
  const translate = useTranslate();
  const { setValue } = useFormContext<Form>();
  const variants = (useWatch<Form, "variants">({ name: "variants" }) ?? []).filter(
    ({ type, value }) => type && value,
  );
  const excluded = (useWatch<Form, "excluded_combinations">({ name: "excluded_combinations" }) ??
    []) as Combination[];
  const change = (all: Combination[]) => {
    setValue(
      "excluded_combinations",
      all.map((combination) => [...combination]),
      { shouldDirty: true },
    );
  };
  const pairs = KINDS.flatMap((rows, place) =>
    KINDS.slice(place + 1).map((columns) => [rows, columns] as const),
  );
  const shown = pairs.filter((pair) => pair.every((kind) => variants.some(({ type }) => type === kind)));
  const larger = excluded.filter((combination) => combination.length > 2);
  return (
    <Panel title="products.excluded">
      {shown.length === 0 && (
        <Typography color="textSecondary">{translate("products.excluded_none")}</Typography>
      )}
      {shown.map(([rows, columns]) => (
        <Matrix
          key={rows + columns}
          rows={variants.filter(({ type }) => type === rows)}
          columns={variants.filter(({ type }) => type === columns)}
          excluded={excluded}
          onToggle={(a, b) => change(toggled(excluded, a, b))}
        />
      ))}
      <Stack direction="row" sx={{ gap: 1, flexWrap: "wrap" }}>
        {larger.map((combination) => {
          const name = combination.map(({ value }) => value).join(" + ");
          return (
            <Chip
              key={name}
              label={name}
              onDelete={() => change(excluded.filter((other) => other !== combination))}
            />
          );
        })}
      </Stack>
    </Panel>
  );
}

type Variants = Draft["variants"];
type MatrixProps = {
  rows: Variants;
  columns: Variants;
  excluded: readonly Combination[];
  onToggle: (a: VariantName, b: VariantName) => void;
};

function Matrix({ rows, columns, excluded, onToggle }: MatrixProps) {
  const translate = useTranslate();
  const name = ({ type, value }: Variants[number]): VariantName => ({ type, value });
  return (
    <Table size="small" sx={{ width: "auto", mb: 2 }}>
      <TableHead>
        <TableRow>
          <TableCell />
          {columns.map(({ value }) => (
            <TableCell key={value} align="center">
              {value}
            </TableCell>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.value}>
            <TableCell component="th" scope="row">
              {row.value}
            </TableCell>
            {columns.map((column) => {
              const label = translate("products.excludes", { one: row.value, other: column.value });
              return (
                <TableCell key={column.value} align="center" padding="none">
                  <Checkbox
                    color="error"
                    checked={isExcluded(excluded, name(row), name(column))}
                    onChange={() => onToggle(name(row), name(column))}
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
