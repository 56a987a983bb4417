# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stream that knows the hash of what went through it."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

    from typing_extensions import Buffer


class HashingStream(io.RawIOBase):
    """Passes bytes on to a stream, in order, and keeps their number and SHA-256.

    It cannot go back: a file is hashed while it is written, at no second reading, so that what
    is noted is what was given to the disk or to the network.
    """

    def __init__(self, under: BinaryIO) -> None:
        """Write to `under`, which stays open."""
        super().__init__()
        self._under = under
        self._hash = hashlib.sha256()
        self.n_bytes = 0

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Pass `data` on and return its length."""
        view = memoryview(data).cast("B")
        self._under.write(view)
        self._hash.update(view)
        self.n_bytes += len(view)
        return len(view)

    def sha256(self) -> str:
        """Return the hash of all bytes so far, 64 hexadecimal digits."""
        return self._hash.hexdigest()
