import Alert from "@mui/material/Alert";
import AlertTitle from "@mui/material/AlertTitle";
import Button from "@mui/material/Button";
import Container from "@mui/material/Container";
import CssBaseline from "@mui/material/CssBaseline";
import {
  I18nContextProvider,
  type I18nProvider,
  localStorageStore,
  StoreContextProvider,
  ThemeProvider,
  ThemesContext,
  useTranslate,
} from "react-admin";
import { dark, light } from "./theme";

/** The sign-in failed, or the back office could not be loaded. */
export type StartupFailure = "sign_in" | "start";

const store = localStorageStore();
const themes = { lightTheme: light, darkTheme: dark };

/** Full-page error with the theme and language of the back office. */
export function StartupError({
  i18n,
  failure,
  retry,
}: {
  i18n: I18nProvider;
  failure: StartupFailure;
  retry: () => void;
}) {
  return (
    <I18nContextProvider value={i18n}>
      <StoreContextProvider value={store}>
        <ThemesContext.Provider value={themes}>
          <ThemeProvider>
            <CssBaseline enableColorScheme />
            <ErrorMessage failure={failure} retry={retry} />
          </ThemeProvider>
        </ThemesContext.Provider>
      </StoreContextProvider>
    </I18nContextProvider>
  );
}

function ErrorMessage({ failure, retry }: { failure: StartupFailure; retry: () => void }) {
  const translate = useTranslate();
  return (
    <Container component="main" maxWidth="sm" sx={{ py: 8 }}>
      <Alert severity="error" role="alert">
        <AlertTitle component="h1">{translate(`common.${failure}.failed_title`)}</AlertTitle>
        <p>{translate(`common.${failure}.failed`)}</p>
        <Button variant="contained" onClick={retry}>
          {translate(`common.${failure}.again`)}
        </Button>
      </Alert>
    </Container>
  );
}
