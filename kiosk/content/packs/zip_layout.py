# SPDX-License-Identifier: AGPL-3.0-or-later
"""The shape of a pack's zip, judged byte by byte before anything of it is unpacked.

Only one shape is taken: entries side by side from the first byte, each stored or deflated, each
told twice in the same words (before its bytes and in the directory), the directory after them,
its end as the last 22 bytes. Whatever else the zip format allows is refused: it is there that two
readers see two files. What passes is then inflated by `zipfile`.

Source: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.4; D. Fifield, "A better zip bomb" (WOOT 2019)
for the entries that overlap.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.content.packs.faults import PackFault, PackRefused

if TYPE_CHECKING:
    from typing import BinaryIO

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_ZIP64_MARK = b"PK\6\7"
_ZIP64_LOCATOR_BYTES = 20
_STORED, _DEFLATED = 0, 8
_UTF8_NAMES, _ENCRYPTED = 0x800, 0x1 | 0x40 | 0x2000
_MAX_DIRECTORY_BYTES: Final = 4 << 20
MAX_ENTRIES: Final = 4002
MAX_ARCHIVE_BYTES: Final = 256 << 20
MAX_NAME_BYTES: Final = 300
MAX_RATIO: Final = 100
"""Texts of walkthroughs deflate by 3 to 12; what deflates more is made to fill a disk."""
_SMALL_BYTES: Final = 4096


@dataclass(frozen=True, slots=True)
class Entry:
    """A file inside the zip.

    Attributes:
        name: Its name, ASCII.
        offset: Where its header begins.
        packed: Bytes as they lie in the zip.
        size: Bytes once inflated, as declared.
    """

    name: str
    offset: int
    packed: int
    size: int


@dataclass(frozen=True, slots=True)
class _Told:
    """What both headers of an entry must say alike."""

    name: bytes
    version: int
    flags: int
    method: int
    crc: int
    packed: int
    size: int


def read_layout(file: BinaryIO) -> tuple[Entry, ...]:
    """Return the entries of a zip of the one shape that is taken, in order.

    Raises:
        PackRefused: If it is of another shape, or out of bounds.
        OSError: If the file cannot be read.
    """
    n_bytes = file.seek(0, 2)
    if n_bytes > MAX_ARCHIVE_BYTES:
        raise PackRefused(PackFault.TOO_LARGE)
    n_entries, directory_at = _end_of(file, n_bytes)
    file.seek(directory_at)
    directory = file.read(n_bytes - _END.size - directory_at)
    entries: list[Entry] = []
    at = expected = 0
    for _ in range(n_entries):
        told, offset, at = _central(directory, at)
        if offset != expected:
            raise PackRefused(PackFault.NOT_A_PACK)
        expected = _checked_local(file, told, offset, directory_at)
        entries.append(_entry(told, offset))
    if at != len(directory) or expected != directory_at:
        raise PackRefused(PackFault.NOT_A_PACK)
    names = [entry.name.casefold() for entry in entries]
    if len(set(names)) != len(names):
        raise PackRefused(PackFault.TWICE)
    return tuple(entries)


def _end_of(file: BinaryIO, n_bytes: int) -> tuple[int, int]:
    """Return the number of entries and the place of the directory."""
    if n_bytes < _END.size:
        raise PackRefused(PackFault.NOT_A_PACK)
    # a reader of ZIP64 looks here, and would follow another directory
    file.seek(max(0, n_bytes - _END.size - _ZIP64_LOCATOR_BYTES))
    if file.read(len(_ZIP64_MARK)) == _ZIP64_MARK:
        raise PackRefused(PackFault.NOT_A_PACK)
    file.seek(n_bytes - _END.size)
    mark, disk, first_disk, here, n_entries, size, offset, comment = _END.unpack(
        file.read(_END.size)
    )
    is_whole = (mark, disk, first_disk, comment) == (_END_MARK, 0, 0, 0) and here == n_entries
    if not is_whole or offset + size + _END.size != n_bytes:
        raise PackRefused(PackFault.NOT_A_PACK)
    if n_entries > MAX_ENTRIES:
        raise PackRefused(PackFault.TOO_MANY_FILES)
    if size > _MAX_DIRECTORY_BYTES:
        raise PackRefused(PackFault.TOO_LARGE)
    return n_entries, offset


def _central(directory: bytes, at: int) -> tuple[_Told, int, int]:
    """Return what the directory tells at `at`, the place of its header, and the next place."""
    if at + _CENTRAL.size > len(directory):
        raise PackRefused(PackFault.NOT_A_PACK)
    (
        mark, made_by, version, flags, method, _time, _date, crc, packed, size,
        n_name, n_extra, n_comment, disk, _inside, attributes, offset,
    ) = _CENTRAL.unpack_from(directory, at)  # fmt: skip
    end = at + _CENTRAL.size + n_name
    if mark != _CENTRAL_MARK or n_extra or n_comment or disk or end > len(directory):
        raise PackRefused(PackFault.NOT_A_PACK)
    told = _Told(directory[at + _CENTRAL.size : end], version, flags, method, crc, packed, size)
    _check_kind(told, made_by, attributes)
    return told, offset, end


def _check_kind(told: _Told, made_by: int, attributes: int) -> None:
    if told.flags & _ENCRYPTED:
        raise PackRefused(PackFault.ENCRYPTED)
    kind = stat.S_IFMT(attributes >> 16)
    is_folder = told.name.endswith(b"/") or attributes & 0x10
    if kind not in {0, stat.S_IFREG} or is_folder:
        raise PackRefused(PackFault.SPECIAL_FILE)
    is_plain = told.flags & ~_UTF8_NAMES == 0 and told.method in {_STORED, _DEFLATED}
    if not is_plain or told.version > 20 or made_by >> 8 not in {0, 3}:  # noqa: PLR2004 - 2.0
        raise PackRefused(PackFault.NOT_A_PACK)
    if told.method == _STORED and told.packed != told.size:
        raise PackRefused(PackFault.NOT_A_PACK)


def _checked_local(file: BinaryIO, told: _Told, offset: int, directory_at: int) -> int:
    """Check the header before an entry's bytes; return where its bytes end."""
    file.seek(offset)
    head = file.read(_LOCAL.size)
    if len(head) < _LOCAL.size:
        raise PackRefused(PackFault.NOT_A_PACK)
    mark, version, flags, method, _time, _date, crc, packed, size, n_name, n_extra = _LOCAL.unpack(
        head
    )
    if mark != _LOCAL_MARK or n_extra or n_name > MAX_NAME_BYTES:
        raise PackRefused(PackFault.NOT_A_PACK)
    if _Told(file.read(n_name), version, flags, method, crc, packed, size) != told:
        raise PackRefused(PackFault.NOT_A_PACK)
    end: int = offset + _LOCAL.size + n_name + packed
    if end > directory_at:
        raise PackRefused(PackFault.NOT_A_PACK)
    return end


def _entry(told: _Told, offset: int) -> Entry:
    try:
        name = told.name.decode("ascii")
    except UnicodeDecodeError as error:
        raise PackRefused(PackFault.BAD_NAME) from error
    if told.size > _SMALL_BYTES and told.size > MAX_RATIO * told.packed:
        raise PackRefused(PackFault.SWOLLEN, name)
    return Entry(name, offset, told.packed, told.size)
