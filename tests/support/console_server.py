# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server of a test on a real port of this machine, for a browser of another process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.support.city import TestCity


@contextmanager
def served(city: TestCity) -> Iterator[str]:
    """Serve a city on 127.0.0.1; yield its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        config = uvicorn.Config(city.app, log_config=None, access_log=False, ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
