import ExpandMoreIcon from "@mui/icons-material/ExpandMore";
import Accordion from "@mui/material/Accordion";
import AccordionDetails from "@mui/material/AccordionDetails";
import AccordionSummary from "@mui/material/AccordionSummary";
import Typography from "@mui/material/Typography";
import { TextInput, useTranslate } from "react-admin";
import { useWatch } from "react-hook-form";
import { paragraphsOf } from "./paragraphs";
import { Section } from "./Section";

/** Legal texts that customers must be able to read. */
export function LegalSection() {
  return (
    <Section name="legal">
      <LegalText name="terms" />
      <LegalText name="privacy" />
    </Section>
  );
}

function LegalText({ name }: { name: "terms" | "privacy" }) {
  const translate = useTranslate();
  const source = `legal.${name}`;
  const paragraphs = paragraphsOf(useWatch({ name: source }));
  return (
    <>
      <TextInput
        source={source}
        label={`settings.legal.${name}`}
        helperText="settings.legal.help"
        multiline
        minRows={6}
        maxRows={18}
      />
      <Accordion variant="outlined" disableGutters sx={{ marginBottom: 2 }}>
        <AccordionSummary
          expandIcon={<ExpandMoreIcon />}
          id={`preview-${name}`}
          aria-controls={`text-${name}`}
        >
          {translate(`settings.legal.preview_${name}`)}
        </AccordionSummary>
        <AccordionDetails>
          {paragraphs.length === 0 && translate("settings.legal.empty")}
          {paragraphs.map((paragraph, index) => (
            // Paragraphs have no identity besides their index.
            <Typography key={index} sx={{ whiteSpace: "pre-line", maxWidth: "70ch", marginBottom: 2 }}>
              {paragraph}
            </Typography>
          ))}
        </AccordionDetails>
      </Accordion>
    </>
  );
}
