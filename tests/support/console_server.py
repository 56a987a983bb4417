# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server of a test on a real port of this machine, speaking HTTP as the city's does."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from sync.cli.server_verbs import http_config
from tests.support.city import TestCity


@contextmanager
def served(city: TestCity) -> Iterator[str]:
    """Serve a city on 127.0.0.1; yield its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(http_config(city.app, *door.getsockname()))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
