/** The storefront's colours on react-admin's themes, with contrast to spare (WCAG AA). */

import { defaultDarkTheme, defaultLightTheme, type RaThemeOptions } from "react-admin";

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
};

export const dark: RaThemeOptions = {
  ...defaultDarkTheme,
  palette: { ...defaultDarkTheme.palette, primary: { main: "#5fd0c0" }, secondary: { main: "#5fd0c0" } },
};
