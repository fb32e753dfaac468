/** The storefront's colours in react-admin's themes, with contrast to spare (WCAG AA). */

import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from "react-admin";
import { ListFailed } from "./LoadFailed";

const TEAL = "#0b6b62";
const LIGHT_TEAL = "#5fd0c0";

/** On phones the language's name is hidden visually to make room for the page's title. */
const LANGUAGE = {
  "@media (max-width: 599.95px)": {
    "& .MuiButton-root": { fontSize: 0, minWidth: 0, padding: 8 },
    "& .MuiButton-startIcon": { margin: 0 },
    "& .MuiButton-endIcon": { display: "none" },
  },
};

/** Shared by both themes. Links of our own pages get the main colour instead of the browser's blue. */
const common = (color: string): RaThemeOptions["components"] => ({
  MuiCssBaseline: { styleOverrides: { "a:not([class])": { color } } },
  MuiAppBar: {
    // Without this the dark theme has a grey bar.
    defaultProps: { enableColorOnDark: true },
    styleOverrides: { colorSecondary: { backgroundColor: TEAL, backgroundImage: "none", color: "#fff" } },
  },
  RaLocalesMenuButton: { styleOverrides: { root: LANGUAGE } },
  RaList: { defaultProps: { error: <ListFailed /> } },
});

export const light: RaThemeOptions = {
  ...defaultLightTheme,
  palette: {
    ...defaultLightTheme.palette,
    primary: { main: TEAL },
    secondary: { main: TEAL, contrastText: "#fff" },
    warning: { main: "#9a5b00" },
    error: { main: "#b3261e" },
    info: { main: "#1257a8" },
    success: { main: "#1b6e2f" },
  },
  components: { ...defaultLightTheme.components, ...common(TEAL) },
};

export const dark: RaThemeOptions = {
  ...defaultDarkTheme,
  palette: {
    ...defaultDarkTheme.palette,
    primary: { main: LIGHT_TEAL },
    secondary: { main: LIGHT_TEAL },
    error: { main: "#ff8a80" },
    // Cards are raised above the page, so they are lighter.
    background: { default: "#16181c", paper: "#1f2228" },
  },
  components: {
    ...defaultDarkTheme.components,
    ...common(LIGHT_TEAL),
    // Removes Material's overlay, which would make cards lighter than the panels on them.
    MuiCard: { styleOverrides: { root: { backgroundImage: "none" } } },
  },
};
