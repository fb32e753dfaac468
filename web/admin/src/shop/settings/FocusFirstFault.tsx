import { useEffect, useRef } from "react";
import { useFormState } from "react-hook-form";

/** Scrolls to the first invalid field and focuses it after a failed save. */
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
