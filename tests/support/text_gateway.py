# SPDX-License-Identifier: AGPL-3.0-or-later
"""A real HTTP gateway for text messages on a port of this machine, whose answers a test chooses."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CUT = 0


@dataclass(frozen=True)
class Told:
    """One answer: a status, or `CUT` for a line cut after the message was taken."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)


class TextGateway:
    """Takes messages and keeps them; answers 200 once the chosen answers are used up."""

    def __init__(self) -> None:
        self.answers: deque[Told] = deque()
        self.taken: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        owner = self

        class Handler(_Handler):
            gateway = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/send"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def answer(self, *statuses: int, **headers: str) -> None:
        """Choose the next answers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers.extend(Told(status, named) for status in statuses)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    gateway: TextGateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        told = self.gateway.answers.popleft() if self.gateway.answers else Told(200)
        self.gateway.headers.append(dict(self.headers))
        if told.status in {CUT, 200}:
            self.gateway.taken.append(body)
        if told.status == CUT:
            self.close_connection = True
            return
        self.send_response(told.status)
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass
