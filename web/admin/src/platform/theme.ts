/** The storefront's colours on react-admin's themes, with contrast to spare (WCAG AA). */

import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from "react-admin";

/** On a phone the language's name leaves its place to the page's title; screen readers still say it. */
const LANGUAGE = {
  "@media (max-width: 599.95px)": {
    "& .MuiButton-root": { fontSize: 0, minWidth: 0, padding: 8 },
    "& .MuiButton-startIcon": { margin: 0 },
    "& .MuiButton-endIcon": { display: "none" },
  },
};

/** What both looks share; links of our own pages, which browsers would paint in their blue, have the main colour. */
const common = (color: string) => ({
  MuiCssBaseline: { styleOverrides: { "a:not([class])": { color } } },
  RaLocalesMenuButton: { styleOverrides: { root: LANGUAGE } },
});

export const light: RaThemeOptions = {
  ...defaultLightTheme,
  palette: {
    ...defaultLightTheme.palette,
    primary: { main: "#0b6b62" },
    secondary: { main: "#0b6b62", contrastText: "#fff" },
    warning: { main: "#9a5b00" },
    error: { main: "#b3261e" },
    info: { main: "#1257a8" },
    success: { main: "#1b6e2f" },
  },
  components: { ...defaultLightTheme.components, ...common("#0b6b62") },
};

export const dark: RaThemeOptions = {
  ...defaultDarkTheme,
  palette: { ...defaultDarkTheme.palette, primary: { main: "#5fd0c0" }, secondary: { main: "#5fd0c0" } },
  components: { ...defaultDarkTheme.components, ...common("#5fd0c0") },
};
