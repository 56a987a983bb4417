# SPDX-License-Identifier: AGPL-3.0-or-later
"""An agenda entered before the rules of recurrence is the same agenda after."""

from __future__ import annotations

from contextlib import closing
from datetime import date, time

from sqlalchemy import text

from kiosk.domain.openings import Absence, Closure, Mediator, Motif, Opening
from kiosk.domain.recurrence import weekly
from kiosk.storage.engine import open_database
from kiosk.storage.schema import migrate
from tests.storage.test_migrations import upgrade_to
from tests.support.booking_desk import NOW
from tests.support.storage import KEY

BEFORE = (
    "INSERT INTO mediator VALUES ('m', 'Nadia', 1)",
    "INSERT INTO motif VALUES ('caf', 0, '{\"fr\": \"CAF\"}', 'home', 45, 5, 10, '{}')",
    (
        "INSERT INTO opening VALUES "
        "('o-1', 'm', '[\"caf\"]', '2026-01-05', '2027-06-30', '02', '09:00', '12:00',"
        " '[\"2026-11-25\"]')"
    ),
    (
        "INSERT INTO opening VALUES "
        "('o-2', 'm', '[]', '2026-01-05', NULL, '4', '14:00', '17:00', '[]')"
    ),
    "INSERT INTO closure VALUES ('c', '2026-12-24', '2026-12-26', 'Fêtes')",
)


def test_a_kiosk_keeps_the_agenda_that_was_entered_by_hand(tmp_path):
    with closing(open_database(tmp_path / "kiosk.db", KEY)) as database:
        upgrade_to(database, "0006_step_counts")
        with database.connection() as connection:
            for statement in BEFORE:
                connection.execute(text(statement.replace(":", "\\:")))
            connection.commit()

        migrate(database)

        with database.unit_of_work() as uow:
            uow.agenda.add_absence(Absence("a", "m", NOW, NOW))
            agenda = uow.agenda.load()
    assert agenda.mediators == (Mediator("m", "Nadia"),)
    assert agenda.motifs == (Motif("caf", (("fr", "CAF"),), "home", 45, 5, 10),)
    shut = Closure("c", date(2026, 12, 24), date(2026, 12, 26), "Fêtes")
    assert agenda.closures == (shut,)
    assert [one.recurrence.text() for one in agenda.openings] == [
        "FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270630",
        "FREQ=WEEKLY;BYDAY=FR",
    ]
    assert agenda.openings[0].recurrence.exdates == (date(2026, 11, 25),)
    assert agenda.openings[1] == Opening(
        "o-2", "m", (), date(2026, 1, 5), weekly(4), time(14), time(17)
    )
