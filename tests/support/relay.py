# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network between kiosks and city, as one TCP relay that can be cut.

Kiosks talk to the relay, the relay to the city server. While the control file exists the
network is down: new connections are refused at once and open ones are broken, as when a cable
is pulled. Runs as a process of its own: `python -m tests.support.relay PORT TARGET FILE`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

_CHUNK = 65536
_LOOK_S = 0.05


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


class Relay:
    """One listening port in front of one server port."""

    def __init__(self, port: int, target: int, cut_file: Path) -> None:
        self._port = port
        self._target = target
        self._cut_file = cut_file
        self._open: set[asyncio.StreamWriter] = set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut_file.exists():
            writer.transport.abort()
            return
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        pair = {writer, up_writer}
        self._open |= pair
        try:
            await asyncio.gather(_pump(reader, up_writer), _pump(up_reader, writer))
        finally:
            self._open -= pair

    async def _watch(self) -> None:
        while True:
            if self._cut_file.exists():
                for writer in tuple(self._open):
                    writer.transport.abort()
            await asyncio.sleep(_LOOK_S)

    async def run(self) -> None:
        """Relay until the process ends."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        async with server:
            await asyncio.gather(server.serve_forever(), self._watch())


def main() -> None:
    """Relay as the command line says."""
    port, target, cut_file = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    try:
        asyncio.run(Relay(port, target, cut_file).run())
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
