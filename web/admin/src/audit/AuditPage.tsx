import Button from "@mui/material/Button";
import Stack from "@mui/material/Stack";
import { useState } from "react";
import { List, useListContext, useTranslate } from "react-admin";
import { Entries } from "./Entries";
import { FilterForm } from "./FilterForm";
import { type Filter, today } from "./filter";
import { type Verification, Verify } from "./Verify";

/** Who changed what and when: of a day, by an actor or of a subject, newest first. */
export default function AuditPage() {
  return (
    <List
      title="audit.title"
      actions={false}
      exporter={false}
      filterDefaultValues={{ day: today() }}
      perPage={25}
      pagination={<Pages />}
      empty={false}
      storeKey={false}
      component="div"
    >
      <Trail />
    </List>
  );
}

/** Pages by their number: a page may be short, so how many entries there are nobody knows. */
function Pages() {
  const translate = useTranslate();
  const { page, setPage, hasPreviousPage, hasNextPage } = useListContext();
  if (!hasPreviousPage && !hasNextPage) return null;
  return (
    <Stack component="nav" direction="row" useFlexGap sx={{ gap: 2, alignItems: "center", marginY: 1 }}>
      <Button disabled={!hasPreviousPage} onClick={() => setPage(page - 1)}>
        {translate("audit.newer")}
      </Button>
      <span>{translate("audit.page", { page })}</span>
      <Button disabled={!hasNextPage} onClick={() => setPage(page + 1)}>
        {translate("audit.older")}
      </Button>
    </Stack>
  );
}

function Trail() {
  const { filterValues } = useListContext();
  const { subject } = filterValues as Filter;
  const [verified, setVerified] = useState<Verification>();
  const ofSubject = verified?.subject === subject ? verified : undefined;
  return (
    <>
      <FilterForm />
      {subject && <Verify key={subject} subject={subject} answer={ofSubject} onAnswer={setVerified} />}
      <Entries unprovenFrom={ofSubject?.at_entry ?? undefined} />
    </>
  );
}
