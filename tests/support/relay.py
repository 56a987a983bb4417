# SPDX-License-Identifier: AGPL-3.0-or-later
"""The network between kiosks and city, as one TCP relay that can be cut.

Kiosks talk to the relay, the relay to the city server. While the control file exists the
network is down: new connections are refused at once and open ones are broken, as when a cable
is pulled. While a file of that name with `.answer` behind it exists, the next answer to an
exchange is lost: the city has done what was asked, then the cable is pulled. Runs as a process
of its own: `python -m tests.support.relay PORT TARGET FILE`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 65536
_LOOK_S = 0.05


_EXCHANGE = b"POST /v1/sync"


async def _pump(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    passes: Callable[[bytes], bool] = lambda _: True,
) -> None:
    try:
        while data := await reader.read(_CHUNK):
            if not passes(data):
                writer.transport.abort()
                return
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
        self._lose_file = cut_file.with_name(cut_file.name + ".answer")
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
            asked = bytearray()

            def up(data: bytes) -> bool:
                asked.extend(data)
                return True

            def down(data: bytes) -> bool:
                del data
                if _EXCHANGE not in asked or not self._lose_file.exists():
                    return True
                self._cut_file.touch()
                self._lose_file.unlink()
                return False

            await asyncio.gather(_pump(reader, up_writer, up), _pump(up_reader, writer, down))
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
