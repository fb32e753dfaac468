"""Runs the JavaScript of CloudFront functions in Node."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path

from .template import Json

_RUNNER = Path(__file__).with_suffix(".mjs")


class EdgeError(Exception):
    """A function failed; CloudFront answers 503."""


class Edge:
    """A Node process that runs one function at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        # Its own session: Ctrl-C ends this process, which then ends Node.
        self._node = subprocess.Popen(
            ["node", str(_RUNNER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )

    def run(self, code: str, event: Json) -> Json:
        """Returns the request, or the response, that a function returns for an event."""
        with self._turn:
            self._node.stdin.write(json.dumps({"code": code, "event": event}) + "\n")
            self._node.stdin.flush()
            line = self._node.stdout.readline()
        answer = json.loads(line) if line else {"error": "Node ended"}
        if not isinstance(answer.get("result"), dict):
            raise EdgeError(answer.get("error", "the function returned no object"))
        return answer["result"]

    def stop(self) -> None:
        """Ends Node, which ends with its input."""
        self._node.communicate(timeout=10)
