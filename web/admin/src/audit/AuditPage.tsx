import { useState } from "react";
import { List, useListContext } from "react-admin";
import { CursorPagination } from "../platform/CursorPagination";
import { Entries } from "./EntryList";
import { type Filter, today } from "./filter";
import { FilterForm } from "./FilterForm";
import { type Verification, Verify } from "./Verify";

/**
 * Lists entries by day, actor or subject, newest first. The filter stays visible when loading fails, because it may
 * be the reason.
 */
export default function AuditPage() {
  return (
    <List
      title="audit.title"
      actions={false}
      exporter={false}
      filterDefaultValues={{ day: today() }}
      perPage={25}
      pagination={<CursorPagination />}
      empty={false}
      error={false}
      storeKey={false}
      component="div"
    >
      <Trail />
    </List>
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
