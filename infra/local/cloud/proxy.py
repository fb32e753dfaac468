"""One plain address for the browser and for curl: the API at its root, pictures under /media, the mailbox under /mailbox.

Pictures come from their bucket as from the CDN: only what lies under /media, with the headers of the file. The emulator
serves an API only under a path that holds its generated id; this hands every request on, byte for byte.
"""

from __future__ import annotations

import http.client
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import mailbox, media
from .settings import HOST

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "upgrade"}


class Proxy:
    """The running server; `stop` ends it."""

    def __init__(self, port: int, aws: str, api_id: str, pictures: media.Pictures) -> None:
        handler = type("Handler", (_Handler,), {"aws": urllib.parse.urlsplit(aws).netloc, "api_id": api_id, "pictures": pictures})
        self._server = ThreadingHTTPServer((HOST, port), handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body leave in one packet; two would wait for each other (Nagle against delayed ACK).
    wbufsize = -1
    disable_nagle_algorithm = True
    aws: str
    api_id: str
    pictures: media.Pictures

    def _serve(self) -> None:
        if self.path.split("?")[0].rstrip("/").startswith("/mailbox"):
            status, kind, body = mailbox.page(self.aws, self.path)
            self._answer(status, [("Content-Type", kind)], body)
            return
        if self.path.startswith(media.PREFIX):
            self._answer(*self.pictures.get(self.path))
            return
        if "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self._answer(411, [("Content-Type", "text/plain")], b"send a Content-Length\n")
            return
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        connection = http.client.HTTPConnection(self.aws, timeout=35)
        try:
            connection.putrequest(
                self.command,
                f"/_aws/execute-api/{self.api_id}/$default{self.path}",
                skip_host=True,
                skip_accept_encoding=True,
            )
            for name, value in self.headers.items():
                if name.lower() not in _HOP_BY_HOP:
                    connection.putheader(name, value)
            connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            self._answer(answer.status, answer.getheaders(), answer.read())
        except OSError as error:
            self._answer(502, [("Content-Type", "text/plain")], f"the local cloud does not answer: {error}\n".encode())
        finally:
            connection.close()

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status not in (204, 304):
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 (names given by the base class)

    def log_message(self, *_: object) -> None:
        """Says nothing: the emulator's log has every request."""
