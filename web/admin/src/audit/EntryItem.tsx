import Box from "@mui/material/Box";
import Button from "@mui/material/Button";
import Chip from "@mui/material/Chip";
import Link from "@mui/material/Link";
import Stack from "@mui/material/Stack";
import Typography from "@mui/material/Typography";
import { useId, useState } from "react";
import { useListContext, useTranslate } from "react-admin";
import { Link as RouterLink } from "react-router-dom";
import { Time } from "../platform/Time";
import { parseEvidence } from "./changes";
import { actorKey, actorName, type Entry, subjectKind, subjectPath } from "./entry";
import { Evidence } from "./Evidence";
import type { Filter } from "./filter";

/** Shows the time, actor, action and subject of an entry, and its changes on request. */
export function EntryItem({ entry, unproven }: { entry: Entry; unproven: boolean }) {
  const translate = useTranslate();
  const { filterValues } = useListContext();
  const { subject } = filterValues as Filter;
  const kind = subjectKind(entry.subject);
  const alone = kind === entry.subject;
  return (
    <Box component="li" sx={{ padding: 2, borderBottom: 1, borderColor: "divider" }}>
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", columnGap: 2, alignItems: "baseline" }}>
        <Typography component="span" sx={{ fontWeight: "bold" }}>
          {translate(`audit.actions.${entry.action}`, { _: entry.action })}
        </Typography>
        <Typography component="span" variant="body2" color="textSecondary">
          <Time at={entry.at} utc />
        </Typography>
        {unproven && <Chip size="small" color="error" label={translate("audit.unproven")} />}
      </Stack>
      <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", columnGap: 2, alignItems: "baseline" }}>
        <Actor entry={entry} />
        <Typography component="span" variant="body2" sx={{ overflowWrap: "anywhere" }}>
          <Link component={RouterLink} to={subjectPath(entry.subject)} title={entry.subject} sx={TARGET}>
            {translate(`audit.kinds.${kind}`)}
            {!alone && ` ${entry.subject_name ?? entry.subject}`}
          </Link>
        </Typography>
        {subject !== entry.subject && (
          <FilterButton filter={{ subject: entry.subject }} label="audit.only_subject" />
        )}
        <Typography component="span" variant="body2" color="textSecondary">
          {translate("audit.entry", { seq: entry.seq })}
        </Typography>
      </Stack>
      <States entry={entry} />
      {entry.reason && (
        <Typography variant="body2">{translate("audit.reason", { reason: entry.reason })}</Typography>
      )}
      <Details entry={entry} />
    </Box>
  );
}

function Actor({ entry: { actor } }: { entry: Entry }) {
  const translate = useTranslate();
  const { filterValues } = useListContext();
  const { actor: filteredActor, day } = filterValues as Filter;
  const key = actorKey(actor);
  return (
    <>
      <Typography component="span" variant="body2" sx={{ overflowWrap: "anywhere" }}>
        {translate(`audit.actors.${actor.kind}`)} {actorName(actor)}
      </Typography>
      {key && key !== filteredActor && (
        <FilterButton filter={{ actor: key, ...(day && { day }) }} label="audit.only_actor" />
      )}
    </>
  );
}

/** Links in text are 24 pixels high, so that a finger meets them (WCAG 2.5.8). */
const TARGET = { display: "inline-flex", alignItems: "center", minHeight: 24 };

function FilterButton({ filter, label }: { filter: Filter; label: string }) {
  const translate = useTranslate();
  const { setFilters } = useListContext();
  return (
    <Link component="button" variant="body2" sx={TARGET} onClick={() => setFilters(filter, undefined)}>
      {translate(label)}
    </Link>
  );
}

function States({ entry: { from, to } }: { entry: Entry }) {
  const translate = useTranslate();
  if (!from || !to || from === to) return null;
  const [before, after] = [from, to].map((state) => translate(`audit.states.${state}`));
  return <Typography variant="body2">{translate("audit.from_to", { before, after })}</Typography>;
}

function Details({ entry }: { entry: Entry }) {
  const translate = useTranslate();
  const [open, setOpen] = useState(false);
  const id = useId();
  const { changes, facts } = parseEvidence(entry.evidence);
  if (changes.length + facts.length === 0) return null;
  return (
    <>
      <Button size="small" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {translate(open ? "audit.hide" : changes.length > 0 ? "audit.show_changes" : "audit.show_facts")}
      </Button>
      <div id={id}>{open && <Evidence changes={changes} facts={facts} />}</div>
    </>
  );
}
