"""One plain address for the browser and for curl: the API at its root, pictures under /media, the mailbox under /mailbox.

Pictures come from their bucket as from the CDN: only what lies under /media, with the headers of the file. The emulator
serves an API only under a path that holds its generated id; this hands every request on, byte for byte.
"""

from __future__ import annotations

import http.client
import sys
import threading
import urllib.parse
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import files, mailbox
from .settings import HOST

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"}

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Api:
    """Where the emulator serves the API."""

    aws: str
    api_id: str

    @property
    def host(self) -> str:
        """Host and port of the emulator."""
        return urllib.parse.urlsplit(self.aws).netloc


class _Listener(ThreadingHTTPServer):
    """Serves each connection in a thread of its own."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tells what went wrong, unless the browser only left before it was answered."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """A running server; `stop` ends it."""

    def __init__(self, port: int, handler: type[Handler], **parts: object) -> None:
        self._server = _Listener((HOST, port), type("Handler", (handler,), parts))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """What every address has in common: it answers whole bodies, and can hand a request on to the API."""

    protocol_version = "HTTP/1.1"
    # Headers and body leave in one packet; two would wait for each other (Nagle against delayed ACK).
    wbufsize = -1
    disable_nagle_algorithm = True
    api: Api

    def serve(self) -> None:
        """Answers the request."""
        raise NotImplementedError

    def hand_on(self, path: str) -> None:
        """Answers what the API answers under a path."""
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.answer(411, [("Content-Type", "text/plain")], b"send a Content-Length\n")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(self.api.host, timeout=35)
        try:
            connection.putrequest(
                self.command, f"/_aws/execute-api/{self.api.api_id}/$default{path}", skip_host=True, skip_accept_encoding=True
            )
            for name, value in self.headers.items():
                if name.lower() not in _HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            self.answer(answer.status, answer.getheaders(), answer.read())
        except OSError as error:
            self.answer(502, [("Content-Type", "text/plain")], f"the local cloud does not answer: {error}\n".encode())
        finally:
            connection.close()

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Sends an answer."""
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body)

    def do_GET(self) -> None:
        """Answers, as for every other method."""
        self.serve()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 (names given by the base class)

    def log_message(self, *_: object) -> None:
        """Says nothing: the emulator's log has every request."""


class ApiHandler(Handler):
    """The API's own address."""

    pictures: files.Files

    def serve(self) -> None:
        """The mailbox, a picture, or what the API says."""
        if self.path.split("?")[0].rstrip("/").startswith("/mailbox"):
            status, kind, body = mailbox.page(self.api.host, self.path)
            self.answer(status, [("Content-Type", kind)], body)
        elif self.path.startswith("/media/"):
            self.answer(*self.pictures.get(self.path))
        else:
            self.hand_on(self.path)
