# SPDX-License-Identifier: AGPL-3.0-or-later
"""A zip archive written in one go to a stream that cannot go back.

The standard library would do, but its deflate takes more time than all the rest of a spreadsheet.
ISA-L's takes a fifth of it, for smaller files. Why, with figures: docs/decisions/0026.

Source: PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 (records) and 4.5.3 (64-bit sizes).
"""

from __future__ import annotations

import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from isal import isal_zlib

from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

_FASTEST: Final = 1  # level 0 is no faster, and its files are a fifth larger
_RAW: Final = -15  # no header of zlib, the largest window
_STORED, _DEFLATED = 0, 8
_SIZES_FOLLOW: Final = 1 << 3
_PLAIN, _WITH_64_BITS = 20, 45  # versions of the format that a reader must know
_FULL: Final = 0xFFFF_FFFF
_NO_TIME: Final = (0, 1 << 5 | 1)  # 1 January 1980, as the format has no date left out


class _Entry(NamedTuple):
    """A part that is written: its name, where it began, how it was kept, its sum and lengths."""

    name: bytes
    begin: int
    method: int
    is_large: bool
    crc: int
    n_packed: int
    n_bytes: int


class ZipStream:
    """An archive being written; what was begun and not finished is no archive."""

    def __init__(self, stream: BinaryIO) -> None:
        """Write to `stream`, which stays open."""
        self._stream = stream
        self._n_written = 0
        self._entries: list[_Entry] = []

    def store(self, name: str, content: bytes) -> None:
        """Add a part as it is, with its length before it; other programs look for such a first."""
        entry = _Entry(
            name=name.encode(),
            begin=self._n_written,
            method=_STORED,
            is_large=False,
            crc=isal_zlib.crc32(content),
            n_packed=len(content),
            n_bytes=len(content),
        )
        self._write(_local_header(entry) + content)
        self._entries.append(entry)

    def put(self, name: str, content: str) -> None:
        """Add a short part, compressed."""
        with self.part(name) as write:
            write(content.encode())

    @contextmanager
    def part(self, name: str, *, is_large: bool = False) -> Iterator[Callable[[bytes], None]]:
        """Add a part, compressed, whose bytes are given to what this block is given.

        Args:
            name: Its name.
            is_large: Whether it may pass 4 GiB; some programs do not read such a part.

        Raises:
            BugError: If it passed 4 GiB and that was not said.
        """
        begin, crc, n_bytes = self._n_written, 0, 0
        self._write(_local_header(_Entry(name.encode(), begin, _DEFLATED, is_large, 0, 0, 0)))
        first, deflate = self._n_written, isal_zlib.compressobj(_FASTEST, _DEFLATED, _RAW)

        def write(content: bytes) -> None:
            nonlocal crc, n_bytes
            crc = isal_zlib.crc32(content, crc)
            n_bytes += len(content)
            self._write(deflate.compress(content))

        yield write
        self._write(deflate.flush())
        n_packed = self._n_written - first
        if max(n_bytes, n_packed) >= _FULL and not is_large:
            raise BugError("a part of an archive passed 4 GiB and was not said to")
        sizes = struct.pack("<QQ" if is_large else "<LL", n_packed, n_bytes)
        self._write(struct.pack("<4sL", b"PK\x07\x08", crc) + sizes)
        self._entries.append(
            _Entry(name.encode(), begin, _DEFLATED, is_large, crc, n_packed, n_bytes)
        )

    def finish(self) -> None:
        """Write the directory, which makes it an archive."""
        begin, n = self._n_written, len(self._entries)
        for entry in self._entries:
            self._write(_directory_entry(entry))
        end = self._n_written
        if end >= _FULL:
            where = (_WITH_64_BITS, _WITH_64_BITS, 0, 0, n, n, end - begin, begin)
            self._write(struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, *where))
            self._write(struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1))
        told = (min(end - begin, _FULL), min(begin, _FULL))
        self._write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, n, n, *told, 0))

    def _write(self, content: bytes) -> None:
        self._stream.write(content)
        self._n_written += len(content)


def _local_header(entry: _Entry) -> bytes:
    """Return what stands before a part; its sum and sizes follow it unless it is stored."""
    is_stored = entry.method == _STORED
    flags = 0 if is_stored else _SIZES_FOLLOW
    extra, sizes = b"", (entry.n_packed, entry.n_bytes)
    if entry.is_large:
        extra, sizes = struct.pack("<HHQQ", 1, 16, 0, 0), (_FULL, _FULL)
    version = _WITH_64_BITS if entry.is_large else _PLAIN
    lengths = (len(entry.name), len(extra))
    numbers = (version, flags, entry.method, *_NO_TIME, entry.crc, *sizes, *lengths)
    return struct.pack("<4s5H3L2H", b"PK\x03\x04", *numbers) + entry.name + extra


def _directory_entry(entry: _Entry) -> bytes:
    """Return what the directory says of a part; sizes of 64 bits stand at its end."""
    values = [entry.n_bytes, entry.n_packed, entry.begin]
    large = [value for value in values if value >= _FULL]
    n_bytes, n_packed, begin = (min(value, _FULL) for value in values)
    extra = struct.pack(f"<HH{len(large)}Q", 1, 8 * len(large), *large) if large else b""
    version = _WITH_64_BITS if large or entry.is_large else _PLAIN
    flags = 0 if entry.method == _STORED else _SIZES_FOLLOW
    sizes = (n_packed, n_bytes, len(entry.name), len(extra))
    numbers = (version, version, flags, entry.method, *_NO_TIME, entry.crc, *sizes)
    where = (0, 0, 0, 0, begin)
    return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *numbers, *where) + entry.name + extra
