import { useEffect, useRef } from "react";
import { useFormState } from "react-hook-form";

/** Brings the first field with a fault into view, and the keyboard to it, when saving was refused. */
export function FocusFirstFault() {
  const { submitCount, errors } = useFormState();
  const field = useRef(submitCount);
  useEffect(() => {
    if (field.current === submitCount || Object.keys(errors).length === 0) return;
    field.current = submitCount;
    document.querySelector<HTMLElement>("form [aria-invalid=true]")?.focus();
  }, [submitCount, errors]);
  return null;
}
