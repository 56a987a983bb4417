# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of published files: whole, or a range, so that a download that was cut goes on.

What is here is public and named by its hash: whoever asks knows already what it must be. One
answer holds 1 MiB at most; a longer range gets its beginning, which RFC 9110 (14.2) allows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sync.server.content_shelf import shelf_of
from sync.server.sync_api import OK, HttpAnswer
from sync.wire_form import MAX_RANGE_BYTES

if TYPE_CHECKING:
    from sync.server.city import City

PARTIAL: Final = 206
NOT_FOUND: Final = 404
NOT_SATISFIABLE: Final = 416
_RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")
_TYPE = {"content-type": "application/octet-stream", "accept-ranges": "bytes"}


def answer_content(city: City, digest: str, asked: str) -> HttpAnswer:
    """Answer a file that a published pack names.

    Args:
        city: The city.
        digest: Hex SHA-256 of the file.
        asked: Header ``Range`` as it came; what is not one range of bytes is ignored.
    """
    path = shelf_of(city).file(digest)
    if path is None:
        return HttpAnswer(NOT_FOUND, b"", dict(_TYPE))
    size = path.stat().st_size
    found = _RANGE.fullmatch(asked)
    if found is None and size <= MAX_RANGE_BYTES:
        return HttpAnswer(OK, path.read_bytes(), dict(_TYPE))
    first = int(found[1]) if found else 0
    if first >= size:
        headers = {**_TYPE, "content-range": f"bytes */{size}"}
        return HttpAnswer(NOT_SATISFIABLE, b"", headers)
    last = int(found[2]) if found and found[2] else size - 1
    last = min(last, size - 1, first + MAX_RANGE_BYTES - 1)
    if last < first:
        return HttpAnswer(NOT_SATISFIABLE, b"", {**_TYPE, "content-range": f"bytes */{size}"})
    with path.open("rb") as stream:
        stream.seek(first)
        body = stream.read(last - first + 1)
    headers = {**_TYPE, "content-range": f"bytes {first}-{last}/{size}"}
    return HttpAnswer(PARTIAL, body, headers)
