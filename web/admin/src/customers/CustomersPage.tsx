import Alert from "@mui/material/Alert";
import Button from "@mui/material/Button";
import Paper from "@mui/material/Paper";
import Stack from "@mui/material/Stack";
import TextField from "@mui/material/TextField";
import Typography from "@mui/material/Typography";
import { type FormEvent, useState } from "react";
import { HttpError, Title, useRequireAccess, useTranslate } from "react-admin";
import { useApi } from "../platform/ApiContext";
import { useNotifyError } from "../platform/errors";
import { CustomerResult } from "./CustomerResult";
import { type Export, exportCustomer } from "./privacyRequests";

/** Search result. It is kept in component state only, so neither the URL nor any storage contains personal data. */
type Customer = { email: string; known: Export };

const countOf = ({ known }: Customer) => known.orders.length + known.failed.length;

export default function CustomersPage() {
  useRequireAccess({ resource: "customers", action: "list" });
  const translate = useTranslate();
  const [customer, setCustomer] = useState<Customer>();
  return (
    <Stack sx={{ gap: 2, marginTop: 2 }}>
      <Title title="customers.title" />
      <Paper variant="outlined" sx={{ padding: 2 }}>
        <Typography sx={{ maxWidth: "70ch", marginBottom: 2 }}>{translate("customers.about")}</Typography>
        <Search onFound={setCustomer} onStart={() => setCustomer(undefined)} />
      </Paper>
      <div aria-live="polite">
        {customer && countOf(customer) === 0 && <Alert severity="info">{translate("customers.none")}</Alert>}
      </div>
      {customer && countOf(customer) > 0 && (
        <CustomerResult key={customer.known.exported_at} email={customer.email} known={customer.known} />
      )}
    </Stack>
  );
}

function Search({ onFound, onStart }: { onFound: (found: Customer) => void; onStart: () => void }) {
  const translate = useTranslate();
  const api = useApi();
  const problem = useNotifyError();
  const [email, setEmail] = useState("");
  const [fieldError, setFieldError] = useState<string>();
  const [running, setRunning] = useState(false);

  const search = async (event: FormEvent) => {
    event.preventDefault();
    onStart();
    setRunning(true);
    setFieldError(undefined);
    await exportCustomer(api, email.trim()).then(
      (known) => onFound({ email: email.trim(), known }),
      (error) => {
        const fault = error instanceof HttpError ? error.body?.errors?.email : undefined;
        if (fault) setFieldError(String(fault));
        else problem(error);
      },
    );
    setRunning(false);
  };
  return (
    <Stack component="form" onSubmit={search} direction="row" useFlexGap sx={{ gap: 1, flexWrap: "wrap" }}>
      <TextField
        type="email"
        required
        autoComplete="off"
        label={translate("customers.email")}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={Boolean(fieldError)}
        helperText={fieldError ?? translate("customers.noted")}
        sx={{ flex: "1 1 18rem" }}
      />
      <Button
        type="submit"
        variant="contained"
        loading={running}
        sx={{ alignSelf: "start", height: "3.5rem" }}
      >
        {translate("customers.find")}
      </Button>
    </Stack>
  );
}
