"""One simple URL for browsers and curl: the API at its root, images under /media, the mailbox under /mailbox.

Images are served from their bucket as by the CDN: only under /media, with the headers of the file. The emulator serves
an API only under a path that contains its generated id; this proxy forwards every request to it unchanged.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import urllib.parse
from collections.abc import Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import files, mailbox, sign_in
from .settings import HOST

# Limits of the gateway and of CloudFront, in bytes: a body, the request line with all headers, and a URL.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html
MAX_BODY = 10 * 1024 * 1024
MAX_HEAD = 10_240
MAX_URL = 8_192

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"}

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Api:
    """Location of the API in the emulator."""

    aws: str
    api_id: str

    @property
    def host(self) -> str:
        """Returns host and port of the emulator."""
        return urllib.parse.urlsplit(self.aws).netloc


class _ThreadedServer(ThreadingHTTPServer):
    """Serves each connection in its own thread."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Logs the error, unless the browser merely disconnected before the response."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Server:
    """A server that runs until `stop` is called."""

    def __init__(self, port: int, handler: type[Handler], **parts: object) -> None:
        self._server = _ThreadedServer((HOST, port), type("Handler", (handler,), parts))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Stops the server and closes its socket."""
        self._server.shutdown()
        self._server.server_close()


class Handler(BaseHTTPRequestHandler):
    """Base of all handlers: sends whole bodies and can forward a request to the API."""

    protocol_version = "HTTP/1.1"
    # Headers and body are sent in one packet; two would wait for each other (Nagle and delayed ACK).
    wbufsize = -1
    disable_nagle_algorithm = True
    # A client that sends nothing for so many seconds is disconnected. Each connection has a thread of its own, so it does
    # not delay other clients.
    timeout = 30
    api: Api

    def serve(self) -> None:
        """Handles the request; defined by subclasses."""
        raise NotImplementedError

    def forward(self, path: str, headers: Iterable[tuple[str, str]]) -> None:
        """Forwards the request with these headers to a path of the API."""
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.answer(411, [("Content-Type", "text/plain")], b"send a Content-Length\n")
            return
        body = self.body()
        connection = http.client.HTTPConnection(self.api.host, timeout=35)
        try:
            connection.putrequest(
                self.command, f"/_aws/execute-api/{self.api.api_id}/$default{path}", skip_host=True, skip_accept_encoding=True
            )
            for name, value in headers:
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

    def body(self) -> bytes:
        """Returns the body of a request that is within the limits."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _over_limit(self) -> tuple[int, str] | None:
        """Returns the status and message with which the gateway refuses the request before its body is sent."""
        length = self.headers.get("Content-Length") or "0"
        head = len(self.requestline) + sum(len(name) + len(value) for name, value in self.headers.items())
        if not (length.isascii() and length.isdigit()):
            return 400, "Bad Request"
        if int(length) > MAX_BODY:
            return 413, "Request Entity Too Large"
        if len(self.path) > MAX_URL:
            return 414, "URI Too Long"
        return (431, "Request Header Fields Too Large") if head > MAX_HEAD else None

    def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Sends status, headers and body."""
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
        """Handles every HTTP method in the same way."""
        if refused := self._over_limit():
            status, message = refused
            # The body was not read, so the connection cannot carry another request.
            self.close_connection = True
            kind = [("Content-Type", "application/json"), ("Connection", "close")]
            Handler.answer(self, status, kind, json.dumps({"message": message}).encode())
        else:
            self.serve()

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815 (names given by the base class)

    def log_message(self, *_: object) -> None:
        """Suppresses request logs; the emulator logs every request."""


class ApiHandler(Handler):
    """Handler of the API's own URL."""

    pictures: files.Files
    sign_in: sign_in.SignIn

    def serve(self) -> None:
        """Serves the sign-in, the mailbox and images, and forwards the rest to the API."""
        if self.path.split("?")[0].rstrip("/").startswith("/mailbox"):
            status, kind, body = mailbox.page(self.api.host, self.path)
            self.answer(status, [("Content-Type", kind)], body)
        elif self.path.startswith("/media/"):
            self.answer(*self.pictures.get(self.path))
        elif sign_in.serves(self.path):
            self.answer(*self.sign_in.answer(self.command, self.path, self.headers.items(), self.body()))
        else:
            self.forward(self.path, self.headers.items())
