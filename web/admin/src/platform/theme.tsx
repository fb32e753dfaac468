/** The storefront's colours on react-admin's themes, with contrast to spare (WCAG AA). */

import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from "react-admin";
import { ListFailed } from "./LoadFailed";

const TEAL = "#0b6b62";
const LIGHT_TEAL = "#5fd0c0";

/** On a phone the language's name leaves its place to the page's title; screen readers still say it. */
const LANGUAGE = {
  "@media (max-width: 599.95px)": {
    "& .MuiButton-root": { fontSize: 0, minWidth: 0, padding: 8 },
    "& .MuiButton-startIcon": { margin: 0 },
    "& .MuiButton-endIcon": { display: "none" },
  },
};

/** What both looks share; links of our own pages, which browsers would paint in their blue, have the main colour. */
const common = (color: string): RaThemeOptions["components"] => ({
  MuiCssBaseline: { styleOverrides: { "a:not([class])": { color } } },
  MuiAppBar: {
    // Without it dark looks have a grey bar.
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
    // Cards lie on the page, so they are lighter than it.
    background: { default: "#16181c", paper: "#1f2228" },
  },
  components: {
    ...defaultDarkTheme.components,
    ...common(LIGHT_TEAL),
    // Without Material's sheen a card is no lighter than the panels on it.
    MuiCard: { styleOverrides: { root: { backgroundImage: "none" } } },
  },
};
