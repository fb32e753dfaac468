import Box from "@mui/material/Box";
import Table from "@mui/material/Table";
import TableBody from "@mui/material/TableBody";
import TableCell from "@mui/material/TableCell";
import TableContainer from "@mui/material/TableContainer";
import TableHead from "@mui/material/TableHead";
import TableRow from "@mui/material/TableRow";
import { useTranslate } from "react-admin";
import { MoneyText } from "../platform/Money";
import { type Change, type Fact, isMoney } from "./changes";

/** Lists the values before and after an entry, and the details recorded with it. */
export function Evidence({ changes, facts }: { changes: Change[]; facts: Fact[] }) {
  return (
    <>
      {changes.length > 0 && (
        <Rows
          heads={["field", "before", "after"]}
          rows={changes.map(({ path, before, after }) => ({ path, values: [before, after] }))}
        />
      )}
      {facts.length > 0 && (
        <Rows heads={["fact", "value"]} rows={facts.map(({ path, value }) => ({ path, values: [value] }))} />
      )}
    </>
  );
}

type Row = { path: string[]; values: unknown[] };

function Rows({ heads, rows }: { heads: string[]; rows: Row[] }) {
  const translate = useTranslate();
  return (
    <TableContainer tabIndex={0}>
      <Table size="small">
        <TableHead>
          <TableRow>
            {heads.map((head) => (
              <TableCell key={head}>{translate(`audit.evidence.${head}`)}</TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map(({ path, values }) => (
            <TableRow key={path.join("/")}>
              <TableCell component="th" scope="row">
                <Path path={path} />
              </TableCell>
              {values.map((value, index) => (
                <TableCell key={heads[index + 1]} sx={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
                  <Value value={value} />
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

/** Names the path of a value: fields by their labels, items by their ids. */
function Path({ path }: { path: string[] }) {
  const translate = useTranslate();
  return path.map((name) => translate(`audit.fields.${name}`, { _: name.replaceAll("_", " ") })).join(" › ");
}

function Value({ value }: { value: unknown }) {
  const translate = useTranslate();
  if (value === undefined || value === null || value === "") {
    return (
      <Box component="span" sx={{ color: "text.secondary" }}>
        {translate("audit.evidence.nothing")}
      </Box>
    );
  }
  if (isMoney(value)) return <MoneyText money={value} />;
  if (typeof value === "boolean") return translate(value ? "ra.boolean.true" : "ra.boolean.false");
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
