import Box from "@mui/material/Box";
import Typography from "@mui/material/Typography";
import { type ReactNode, useId } from "react";
import { useTranslate } from "react-admin";

/** Section of the settings with the heading `settings.<name>.title`. */
export function Section({ name, children }: { name: string; children: ReactNode }) {
  const translate = useTranslate();
  const heading = useId();
  return (
    <Box component="section" aria-labelledby={heading} sx={{ width: "100%", marginBottom: 4 }}>
      <Typography id={heading} variant="h6" component="h2">
        {translate(`settings.${name}.title`)}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ marginBottom: 1, maxWidth: "70ch" }}>
        {translate(`settings.${name}.about`)}
      </Typography>
      {children}
    </Box>
  );
}

/** Lays inputs out in columns if there is room. */
export function Columns({ width = "18rem", children }: { width?: string; children: ReactNode }) {
  return (
    <Box
      sx={{
        display: "grid",
        columnGap: 2,
        gridTemplateColumns: `repeat(auto-fill, minmax(min(100%, ${width}), 1fr))`,
      }}
    >
      {children}
    </Box>
  );
}
