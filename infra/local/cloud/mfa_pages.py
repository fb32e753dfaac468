"""Pages of the hosted sign-in's second step."""

from __future__ import annotations

from html import escape

import pyotp
import segno

_STYLE = """
:root { color-scheme: light dark; background: light-dark(#fff, #15171b); color: light-dark(#1b1c1f, #f1f1f1) }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 3rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem }
svg { display: block; margin: 1rem 0 }
code { overflow-wrap: anywhere }
label { display: block; font-weight: 600 }
input, button { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem .75rem; margin: .25rem 0 1rem; border-radius: 4px }
input { border: 1px solid light-dark(#6b7280, #9ca3af) }
button { border: 0; background: #0b5fa5; color: #fff; cursor: pointer }
a { color: light-dark(#0b5fa5, #8ec5ff) }
[role=alert] { color: light-dark(#b3261e, #ffb4ab) }
"""

Page = tuple[int, list[tuple[str, str]], bytes]


def enrolment(key: str, email: str, secret: str, fault: str) -> Page:
    """Shows a new secret and asks for the app's first code."""
    app = pyotp.TOTP(secret)
    uri = app.provisioning_uri(name=email, issuer_name="3D Things (local)")
    picture = segno.make(uri).svg_inline(scale=4, light="#fff", title="QR code of the key")
    body = f"""
<p>Every sign-in needs a code of an authenticator app. Scan this with the app, or
<a href="{escape(uri)}">open it on this device</a>.</p>
{picture}
<p>Or type this key into the app: <code>{escape(secret)}</code></p>
{_form(key, "Confirm", app.now(), fault)}"""
    return _document(200, "Set up an authenticator app", body)


def code(key: str, current: str | None, fault: str) -> Page:
    """Asks for a code of the enrolled app."""
    return _document(200, "Enter a code", "<p>Your authenticator app shows it.</p>" + _form(key, "Sign in", current, fault))


def ended(site: str) -> Page:
    """Says that the sign-in must start again."""
    body = f'<p role="alert">Too many wrong codes, or too much time has passed.</p><p><a href="{escape(site)}">Sign in again</a></p>'
    return _document(400, "This sign-in has ended", body)


def _form(key: str, button: str, current: str | None, fault: str) -> str:
    alert = f'<p role="alert">{escape(fault)}</p>' if fault else ""
    hint = f"<p><small>Local cloud only: the code is <b>{current}</b>.</small></p>" if current else ""
    return f"""{alert}
<form method="post" action="/login">
<input type="hidden" name="step" value="{escape(key)}">
<label for="code">Code</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus>
<button>{button}</button>
</form>
{hint}"""


def _document(status: int, title: str, body: str) -> Page:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    head += f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    page = f'<!doctype html><html lang="en"><head>{head}</head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>'
    # The page may show a secret.
    return status, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store")], page.encode()
