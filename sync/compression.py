# SPDX-License-Identifier: AGPL-3.0-or-later
"""gzip both ways, with a bound on what comes out of a body that a stranger sent."""

from __future__ import annotations

import zlib
from typing import Final

_GZIP_WINDOW: Final = 31
_LEVEL: Final = 6


class TooLarge(ValueError):
    """A body is, or would become, larger than its bound."""


class NotGzip(ValueError):
    """A body is not one whole gzip member."""


def gzip_bytes(plain: bytes) -> bytes:
    """Return `plain` as one gzip member without a time, so that equal input gives equal bytes."""
    press = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP_WINDOW)
    return press.compress(plain) + press.flush()


def gunzip_bytes(packed: bytes, limit: int) -> bytes:
    """Return what `gzip_bytes` was given.

    Args:
        packed: One gzip member, nothing after it.
        limit: Bytes that may come out.

    Raises:
        TooLarge: If more than `limit` bytes would come out; at most `limit` + 1 are made.
        NotGzip: If the bytes are cut, damaged or followed by others.
    """
    inflate = zlib.decompressobj(_GZIP_WINDOW)
    try:
        plain = inflate.decompress(packed, limit + 1)
    except zlib.error as error:
        raise NotGzip("corps gzip illisible") from error
    if len(plain) > limit:
        raise TooLarge(f"plus de {limit} octets une fois décompressé")
    if not inflate.eof or inflate.unused_data:
        raise NotGzip("corps gzip coupé ou suivi d’autres octets")
    return plain
