# SPDX-License-Identifier: AGPL-3.0-or-later
"""The way to the city, counted: requests by the transport, bytes by a pipe in between."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sync.client.transport import Answer, HttpTransport

_CHUNK_BYTES = 65536
ECHO = """
import http.server, sys
class Echo(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Echo)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass(slots=True)
class CountedTransport:
    """The real transport, which also says how often it was asked and with what."""

    way: HttpTransport
    bodies: list[bytes] = field(default_factory=list)
    n_gets: int = 0

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send a body, kept."""
        self.bodies.append(body)
        return self.way.post(path, body, headers)

    def get(self, path: str) -> Answer:
        """Ask for a path, counted."""
        self.n_gets += 1
        return self.way.get(path)


class CountedPipe:
    """One connection after the other to a server, every byte of it counted."""

    def __init__(self, url: str) -> None:
        """Listen; carry to the server of `url`."""
        parts = urlsplit(url)
        self._target = (parts.hostname or "", parts.port or 0)
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._ear.getsockname()[1]}"
        self.n_bytes = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                near, _ = self._ear.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with closing(other):
            while True:
                try:
                    data = one.recv(_CHUNK_BYTES)
                    with self._lock:
                        self.n_bytes += len(data)
                    other.sendall(data)
                except OSError:
                    return
                if not data:
                    return

    def close(self) -> None:
        """Listen no more."""
        self._ear.close()


@contextmanager
def bare_echo() -> Iterator[str]:
    """Give the address of a server that does nothing but return what it gets."""
    command = [sys.executable, "-c", ECHO]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.kill()
