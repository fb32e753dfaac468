import type { ReactNode } from "react";
import { SaveButton, SimpleForm, Toolbar, useSaveContext, useTranslate } from "react-admin";
import { useConfirm } from "../../platform/Confirm";
import { erasesMore, type Form } from "./document";

/** Form of all settings. It asks for confirmation before a save that would erase customer data. */
export function SettingsForm({ children }: { children: ReactNode }) {
  const { save } = useSaveContext();
  const confirmErasure = useConfirmErasure();
  const submit = async (form: object) => {
    if (await confirmErasure(form as Form)) return save?.(form);
    // A form without an error counts as saved.
    return { root: { serverError: "settings.privacy.not_saved" } };
  };
  return (
    <SimpleForm onSubmit={submit} toolbar={<SaveBar />} warnWhenUnsavedChanges>
      {children}
    </SimpleForm>
  );
}

/** Confirms a save that would erase more customer data, and resolves to the answer. */
function useConfirmErasure(): (form: Form) => Promise<boolean> {
  const translate = useTranslate();
  const confirm = useConfirm();
  return async (form) => {
    if (!erasesMore(form)) return true;
    return confirm({
      title: translate("settings.privacy.shorten"),
      consequence: translate("settings.privacy.shorten_consequence", { days: form.retention_days }),
      action: translate("settings.privacy.shorten_go"),
      danger: true,
    });
  };
}

function SaveBar() {
  return (
    <Toolbar sx={{ position: "sticky", bottom: 0, zIndex: 1 }}>
      <SaveButton />
    </Toolbar>
  );
}
