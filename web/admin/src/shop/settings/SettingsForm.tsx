import type { ReactNode } from "react";
import { SaveButton, SimpleForm, Toolbar, useSaveContext, useTranslate } from "react-admin";
import { useConfirm } from "../../platform/Confirm";
import { erasesMore, type Form } from "./document";

/** The form around all settings. It asks before it saves what would erase customers for good. */
export function SettingsForm({ children }: { children: ReactNode }) {
  const { save } = useSaveContext();
  const confirmErasure = useConfirmErasure();
  const submit = async (form: object) => {
    if (await confirmErasure(form as Form)) return save?.(form);
    // A form that is told of no error takes itself for saved.
    return { root: { serverError: "settings.privacy.not_saved" } };
  };
  return (
    <SimpleForm onSubmit={submit} toolbar={<SaveBar />} warnWhenUnsavedChanges>
      {children}
    </SimpleForm>
  );
}

/** Asks where saving would erase more than is erased now, and answers whether it may be done. */
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
