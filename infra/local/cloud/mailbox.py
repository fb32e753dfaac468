"""Shows the mails that the shop sent, to browsers (`/mailbox`, `/mailbox/<id>`) and scripts (`/mailbox.json`)."""

from __future__ import annotations

import http.client
import json
import urllib.parse
from datetime import UTC, datetime
from html import escape
from typing import Any

_HTML = "text/html; charset=utf-8"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #ddd}"
    "pre{white-space:pre-wrap;background:#f6f6f6;padding:1rem}iframe{width:100%;height:40rem;border:1px solid #ddd}"
)

Mail = dict[str, Any]


def page(aws: str, path: str) -> tuple[int, str, bytes]:
    """Handles a request to the mailbox; returns status, content type and body."""
    mails = _mails(aws)
    name = urllib.parse.urlsplit(path).path.rstrip("/")
    if name == "/mailbox.json":
        return 200, "application/json", json.dumps(mails).encode()
    if name == "/mailbox":
        return 200, _HTML, _list(mails)
    for mail in mails:
        if name == f"/mailbox/{mail['MessageId']}":
            return 200, _HTML, _one(mail)
    return 404, _HTML, _document("No such mail", "<p><a href='/mailbox'>All mails</a></p>")


def _mails(aws: str) -> list[Mail]:
    connection = http.client.HTTPConnection(aws, timeout=10)
    try:
        connection.request("GET", "/_ministack/ses/messages")
        accounts = json.load(connection.getresponse())["messages"]
    finally:
        connection.close()
    mails = sorted((mail for account in accounts.values() for mail in account), key=lambda mail: mail["Timestamp"], reverse=True)
    return [{**mail, "Timestamp": _utc(mail["Timestamp"])} for mail in mails]


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _list(mails: list[Mail]) -> bytes:
    rows = "".join(
        f"<tr><td>{escape(mail['Timestamp'])}</td><td>{escape(', '.join(mail['To']))}</td>"
        f"<td><a href='/mailbox/{escape(mail['MessageId'])}'>{escape(mail['Subject'])}</a></td></tr>"
        for mail in mails
    )
    table = f"<table><tr><th>Sent</th><th>To</th><th>Subject</th></tr>{rows}</table>"
    return _document("Mailbox", table if mails else "<p>No mail yet.</p>")


def _one(mail: Mail) -> bytes:
    body = f"<p>From {escape(mail['Source'])} to {escape(', '.join(mail['To']))}, {escape(mail['Timestamp'])}</p>"
    body += f"<pre>{escape(mail.get('BodyText') or '')}</pre>"
    if mail.get("BodyHtml"):
        # `sandbox` isolates the mail's markup from this page.
        body += f"<iframe sandbox title='As HTML' srcdoc='{escape(mail['BodyHtml'])}'></iframe>"
    return _document(mail["Subject"], body + "<p><a href='/mailbox'>All mails</a></p>")


def _document(title: str, body: str) -> bytes:
    head = f"<meta charset='utf-8'><title>{escape(title)}</title><style>{_STYLE}</style>"
    note = "<p><small>The local cloud's mailbox: nothing here was really sent.</small></p>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body><h1>{escape(title)}</h1>{body}{note}</body></html>".encode()
