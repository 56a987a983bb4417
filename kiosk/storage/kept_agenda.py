# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda, read again only when a row of it has changed.

Every search and every sale asks for the agenda; its rules take longer to read than to search. So
one statement brings all its rows as one text, and an agenda made of the very same text is used
again. Nothing has to say that it has changed: not this machine, not another program on the same
file, not a transaction that is taken back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import Text, func, select, type_coerce, union_all

from kiosk.storage import agenda_tables, workshops

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Select, Table

    from kiosk.domain.openings import Agenda

_TABLES: Final = (
    agenda_tables.mediator,
    agenda_tables.motif,
    agenda_tables.opening,
    agenda_tables.absence,
    agenda_tables.closure,
    agenda_tables.school_holiday,
    agenda_tables.other_centre,
    agenda_tables.agenda_state,
    workshops.workshop,
)
_KEPT: Final = "kept_agenda"


def _as_text(table: Table) -> Select[tuple[str]]:
    # coerced, so that each value is told as it lies in the file
    values = [type_coerce(column, Text) for column in table.columns]
    return select(func.json_group_array(func.json_array(*values)))


_EVERYTHING: Final = union_all(*[_as_text(table) for table in _TABLES])


def kept_agenda(connection: Connection, read: Callable[[], Agenda]) -> Agenda:
    """Return the agenda of a transaction.

    Args:
        connection: The transaction; what was read is kept beside its connection to the file.
        read: Reads every row in the same transaction.
    """
    # one column of text: whichever order the rows of a table come in, equal texts are equal rows
    text = tuple(connection.execute(_EVERYTHING).scalars())
    kept = connection.info.get(_KEPT)
    if kept is None or kept[0] != text:
        kept = connection.info[_KEPT] = (text, read())
    agenda: Agenda = kept[1]
    return agenda
