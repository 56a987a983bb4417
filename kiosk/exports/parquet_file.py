# SPDX-License-Identifier: AGPL-3.0-or-later
"""The open data as Parquet, where its library is: a bundle has it with ``SIXIEME_PARQUET=1``."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from kiosk.exports.table_schema import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.exports.table_schema import Line


def parquet(lines: Sequence[Line]) -> bytes | None:
    """Return the lines as a Parquet file; nothing where the library is not installed."""
    try:
        import pyarrow as pa
        from pyarrow import parquet as pq
    except ImportError:
        return None
    dates, text = pa.date32(), pa.string()
    kinds = (dates, dates, text, text, text, text, text, pa.int64(), pa.bool_())
    columns = list(zip(*lines, strict=True)) or [()] * len(COLUMNS)
    arrays = [
        pa.array([date.fromisoformat(day) for day in values] if kind == dates else values, kind)
        for values, kind in zip(columns, kinds, strict=True)
    ]
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=list(COLUMNS)), stream)
    return stream.getvalue()
