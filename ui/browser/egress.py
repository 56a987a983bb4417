# SPDX-License-Identifier: AGPL-3.0-or-later
"""The only way out of the official site: ``python -m ui.browser.egress``, a process of its own.

A proxy on 127.0.0.1, on a port that the system chooses. It opens tunnels to port 443 of the hosts
of the session's list, resolves their names itself, and nothing else: no figures, no other port, no
private network. It never reads what goes through. It speaks with the terminal by lines of JSON:

* it says ``{"port": n}`` first;
* it is told ``{"serial": n, "token": t, "hosts": [...], "domains": [...], "closed": [...]}``: the
  list of the moment, with the word that its session must show. Another word closes every tunnel of
  the one before; the same word, those to hosts that the new list does not hold;
* it answers ``{"serial": n, "refused": {kind: n, ...}}``: what it refused since the last list, by
  kind, without any name;
* when its standard input ends, it ends: it never outlives the terminal.

Source of the proxy's forms: RFC 9110, section 9.3.6 (CONNECT) and RFC 9112, section 3.2.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hmac
import json
import signal
import socket
import sys
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ui.browser.addresses import (
    NOTHING,
    AddressRefused,
    Allowed,
    Refusal,
    check_authority,
    is_public,
    secured,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD_BYTES = 16_384
LINE_BYTES = 1 << 20
HEAD_S = 10.0
CONNECT_S = 10.0
SILENT_S = 300.0
N_TUNNELS = 256
CHUNK_BYTES = 1 << 16
_USER = "borne"
_TEST_ENDING = ".test"
_STATUS = {
    Refusal.LOGIN: "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=borne",
    Refusal.TOO_MANY: "503 Service Unavailable",
}
_REDIRECTED = frozenset({"GET", "HEAD"})


@dataclass(slots=True)
class Gate:
    """What may pass at the moment.

    Attributes:
        token: The word of the session; empty lets nobody through.
        allowed: Its hosts.
        refused: What was refused since the last list, by kind.
        tunnels: Tasks of the open connections, each with its host once it is known.
        routes: For tests: where a name ending in ``.test`` leads, in place of a resolver.
    """

    token: str = ""
    allowed: Allowed = NOTHING
    refused: Counter[str] = field(default_factory=Counter)
    tunnels: dict[asyncio.Task[None], str] = field(default_factory=dict)
    routes: dict[str, tuple[str, int]] = field(default_factory=dict)

    def take(self, order: dict[str, Any]) -> dict[str, Any]:
        """Take the list of the moment; return the answer to it."""
        token = str(order["token"])
        self.allowed = Allowed(
            frozenset(order["hosts"]), frozenset(order["domains"]), frozenset(order["closed"])
        )
        for tunnel, host in self.tunnels.items():
            if token != self.token or (host and not self.allowed.holds(host)):
                tunnel.cancel()
        self.token = token
        refused, self.refused = dict(self.refused), Counter()
        return {"serial": order["serial"], "refused": refused}

    def admits(self, headers: dict[str, str]) -> bool:
        """Say whether a request shows the word of the session."""
        wanted = base64.b64encode(f"{_USER}:{self.token}".encode()).decode()
        shown = headers.get("proxy-authorization", "")
        return bool(self.token) and hmac.compare_digest(shown.encode(), f"Basic {wanted}".encode())


class Egress:
    """Serves connections of the browser, one task each."""

    def __init__(self, gate: Gate) -> None:
        """Let through what `gate` lets through."""
        self._gate = gate

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection to its end."""
        task = asyncio.current_task()
        assert task is not None
        self._gate.tunnels[task] = ""
        try:
            await self._serve(reader, writer, task)
        except AddressRefused as refused:
            self._count(refused.kind)
            await _answer(writer, _STATUS.get(refused.kind, "403 Forbidden"))
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError, ValueError):
            await _answer(writer, "502 Bad Gateway")
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._gate.tunnels.pop(task, None)
            writer.close()

    def _count(self, kind: Refusal) -> None:
        # A browser always asks once without the word, to learn that one is wanted.
        if kind is not Refusal.LOGIN:
            self._gate.refused[kind.value] += 1

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        task: asyncio.Task[None],
    ) -> None:
        if len(self._gate.tunnels) > N_TUNNELS:
            raise AddressRefused(Refusal.TOO_MANY)
        head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_S)
        method, target, headers = _parse(head)
        if not self._gate.admits(headers):
            raise AddressRefused(Refusal.LOGIN)
        if method != "CONNECT":
            if method not in _REDIRECTED:
                raise AddressRefused(Refusal.METHOD)
            place = secured(target, self._gate.allowed)
            await _answer(writer, f"301 Moved Permanently\r\nLocation: {place}")
            return
        host = self._gate.tunnels[task] = check_authority(target, self._gate.allowed)
        far_reader, far_writer = await self._connect(host)
        try:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            await _join(reader, writer, far_reader, far_writer)
        finally:
            far_writer.transport.abort()

    async def _connect(self, host: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect to port 443 of a host, at an address that was checked after its resolution."""
        if host in self._gate.routes:
            place, port = self._gate.routes[host]
            return await asyncio.wait_for(asyncio.open_connection(place, port), CONNECT_S)
        loop = asyncio.get_running_loop()
        found = await asyncio.wait_for(
            loop.getaddrinfo(host, 443, type=socket.SOCK_STREAM), CONNECT_S
        )
        addresses = [str(entry[4][0]) for entry in found]
        if not all(is_public(address) for address in addresses):
            raise AddressRefused(Refusal.PRIVATE)
        error: Exception = OSError("no address")
        for address in addresses:
            try:
                return await asyncio.wait_for(asyncio.open_connection(address, 443), CONNECT_S)
            except (OSError, TimeoutError) as failure:
                error = failure
        raise error


def _parse(head: bytes) -> tuple[str, str, dict[str, str]]:
    lines = head.decode("latin-1").split("\r\n")
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):  # noqa: PLR2004 - RFC 9112, 3
        raise AddressRefused(Refusal.MALFORMED)
    headers = {}
    for line in lines[1:]:
        name, colon, text = line.partition(":")
        if colon:
            headers[name.strip().lower()] = text.strip()
    return words[0], words[1], headers


async def _answer(writer: asyncio.StreamWriter, status: str) -> None:
    with suppress(OSError):
        closing = "Content-Length: 0\r\nConnection: close\r\n\r\n"
        writer.write(f"HTTP/1.1 {status}\r\n{closing}".encode("latin-1"))
        await asyncio.wait_for(writer.drain(), HEAD_S)


async def _join(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    far_reader: asyncio.StreamReader,
    far_writer: asyncio.StreamWriter,
) -> None:
    """Carry bytes both ways until both sides have ended, or nothing moved for long."""
    ways = [
        asyncio.ensure_future(_carry(reader, far_writer)),
        asyncio.ensure_future(_carry(far_reader, writer)),
    ]
    try:
        await asyncio.gather(*ways)
    finally:
        for way in ways:
            way.cancel()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await asyncio.wait_for(reader.read(CHUNK_BYTES), SILENT_S):
        writer.write(chunk)
        await writer.drain()
    with suppress(OSError, RuntimeError):
        writer.write_eof()


async def _orders(gate: Gate) -> None:
    """Obey the lines of the standard input until it ends."""
    loop = asyncio.get_running_loop()
    lines = asyncio.StreamReader(limit=LINE_BYTES)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        try:
            answer = gate.take(json.loads(line))
        except (ValueError, KeyError, TypeError):
            gate.token = ""  # an order that cannot be read opens nothing
            answer = {"error": "order"}
        _say(answer)


def _say(words: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


async def _run(port: int, routes: dict[str, tuple[str, int]]) -> None:
    gate = Gate(routes=routes)
    egress = Egress(gate)
    server = await asyncio.start_server(egress.serve, "127.0.0.1", port, limit=HEAD_BYTES)
    _say({"port": server.sockets[0].getsockname()[1]})
    await _orders(gate)
    server.close()
    for tunnel in gate.tunnels:
        tunnel.cancel()


def _route(text: str) -> tuple[str, tuple[str, int]]:
    name, _, place = text.partition("=")
    host, _, port = place.rpartition(":")
    if not name.endswith(_TEST_ENDING):
        raise argparse.ArgumentTypeError("a route is for a name ending in .test (RFC 6761)")
    return name, (host, int(port))


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until the standard input ends; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m ui.browser.egress", description=__doc__)
    parser.add_argument("--route", type=_route, action="append", default=[], help="for tests")
    parser.add_argument("--port", type=int, default=0, help="that of the process before this one")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_run(options.port, dict(options.route)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
