/** Requests a lost tracking link. The response does not reveal if such an order exists. */

import { useState } from "preact/hooks";
import { api, errorMessage, unwrap } from "../api";
import { t } from "../i18n";
import { mount, moveFocus, Note } from "../island";

export function start(): void {
  mount(LinksPage);
}

function LinksPage() {
  const [state, setState] = useState<"asking" | "sending" | "sent">("asking");
  const [failed, setFailed] = useState<string>();
  const send = async (form: HTMLFormElement) => {
    const typed = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value.trim();
    const number = typed("number");
    const body = { email: typed("email"), ...(number ? { order_number: number } : {}) };
    setState("sending");
    setFailed(undefined);
    try {
      await unwrap(api.POST("/tracking-links", { body }));
      moveFocus();
      setState("sent");
    } catch (error) {
      setFailed(errorMessage(error));
      setState("asking");
    }
  };
  if (state === "sent") return <Note good>{t("link_sent")}</Note>;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (state === "asking") void send(event.currentTarget);
      }}
    >
      <label class="field">
        <span>{t("link_email")}</span>
        <input type="email" name="email" required autocomplete="email" maxLength={254} />
      </label>
      <label class="field">
        <span>{t("link_number")}</span>
        <input name="number" autocomplete="off" maxLength={20} placeholder="3DT-" />
      </label>
      {failed && <Note>{failed}</Note>}
      <button type="submit" class="button" aria-disabled={state === "sending"}>
        {t("link_send")}
      </button>
    </form>
  );
}
