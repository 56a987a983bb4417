# SPDX-License-Identifier: AGPL-3.0-or-later
"""Archives written in one go, as another program reads them."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.exports import zip_stream
from kiosk.exports.zip_stream import ZipStream
from kiosk.foundation.errors import BugError

PARTS = st.lists(
    st.tuples(st.booleans(), st.lists(st.binary(max_size=200), max_size=4)), max_size=4
)


def archive(parts):
    """Return an archive of (is_large, contents) behind a stored part."""
    stream = io.BytesIO()
    book = ZipStream(stream)
    book.store("mimetype", b"a/b")
    for at, (is_large, contents) in enumerate(parts):
        with book.part(f"part{at}", is_large=is_large) as write:
            for content in contents:
                write(content)
    book.finish()
    return stream


@settings(max_examples=40, deadline=None)
@given(PARTS)
def test_what_was_written_is_read_whole(parts):
    stream = archive(parts)

    with zipfile.ZipFile(stream) as book:
        assert book.testzip() is None
        assert [one.filename for one in book.infolist()] == [
            "mimetype",
            *(f"part{at}" for at in range(len(parts))),
        ]
        assert book.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        for at, (_, contents) in enumerate(parts):
            assert book.read(f"part{at}") == b"".join(contents)
    # The first bytes of an ODS file: programs tell it by them, without reading the directory.
    assert stream.getvalue()[30:41] == b"mimetypea/b"


def test_a_part_longer_than_was_said_is_no_archive(monkeypatch):
    monkeypatch.setattr(zip_stream, "_FULL", 40)

    with pytest.raises(BugError, match="4 GiB"):
        archive([(False, [bytes(range(200))])])
