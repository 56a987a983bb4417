# SPDX-License-Identifier: AGPL-3.0-or-later
"""The longest code of a centre that the city takes: its visits and sessions are counted."""

from __future__ import annotations

import pytest

from kiosk.domain.centre import LONGEST_CODE
from kiosk.domain.periods import month_of
from kiosk.domain.sessions import SessionOutcome
from kiosk.foundation.errors import ContentUnreadable
from kiosk.services.staff import Staff, StaffRole
from sync.server.agenda_file import AgendaFile, CentreEntry, enter_agenda
from sync.server.reports import network_figures
from tests.support.visits import TODAY, a_draft

SAMIRA = Staff(staff_id=1, role=StaffRole.MEDIATOR, name="Samira EXEMPLE")


def entered(any_city, code):
    """Enter a centre by the file of the city, and return a machine of it."""
    enter_agenda(any_city.city, AgendaFile(centre=[CentreEntry(code=code, name="Espace Nord")]))
    kiosk = any_city.machine("k", enrolled=False)
    any_city.enrol(kiosk, code=any_city.invite(centre=code))
    any_city.client(kiosk).exchange()
    return kiosk


def test_what_a_centre_with_the_longest_code_records_is_counted(any_city):
    kiosk = entered(any_city, "n" * LONGEST_CODE)
    kiosk.attendance.record(a_draft(day=TODAY, centre=kiosk.device.centre().code), SAMIRA)
    kiosk.sessions.finish(kiosk.sessions.open("fr"), SessionOutcome.FINISHED)

    any_city.client(kiosk).exchange()

    figures = network_figures(any_city.city, month_of(TODAY), centre="n" * LONGEST_CODE)
    assert (figures.n_visits, figures.n_sessions) == (1, 1)


def test_a_centre_whose_visits_could_not_be_counted_is_not_entered(any_city):
    with pytest.raises(ContentUnreadable, match="1 à 32 lettres"):
        entered(any_city, "n" * (LONGEST_CODE + 1))
