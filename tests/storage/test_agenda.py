# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agenda on the disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kiosk.domain.openings import Absence, Closure, ClosureKind, Mediator, Motif, Season
from kiosk.domain.recurrence import Frequency, Recurrence, weekly
from kiosk.domain.standard_motifs import STANDARD_MOTIFS
from tests.support.booking_desk import NORD, NOW, WEDNESDAY, a_machine, an_agenda, an_opening

WHOLE = an_agenda(
    an_opening(
        "o-1",
        motif_ids=("caf", "sejour"),
        recurrence=replace(
            weekly(0, 2, until=date(2027, 6, 30)), exdates=(WEDNESDAY,), rdates=(date(2027, 1, 2),)
        ),
    ),
    an_opening(
        "o-2",
        recurrence=Recurrence(Frequency.MONTHLY, 2, ((-1, 4),)),
        centre="SUD",
        season=Season.SCHOOL_HOLIDAYS,
        has_outer_buffers=True,
    ),
    absences=(Absence("a-1", "m-nadia", NOW, NOW + timedelta(hours=2)),),
    closures=(
        Closure("c-1", WEDNESDAY, WEDNESDAY, "Travaux", ClosureKind.WORKS, "SUD"),
        Closure("c-2", WEDNESDAY, WEDNESDAY, "Fête", opens_anyway=True),
    ),
    mediators=(
        Mediator("m-nadia", "Nadia", languages=("ar", "tr"), max_a_day=6),
        Mediator("m-samir", "Samir", is_active=False),
    ),
    motifs=(
        replace(STANDARD_MOTIFS[0], before_min=5, step_min=15, notice_min=60, horizon_days=21),
        replace(STANDARD_MOTIFS[1], max_a_day=3, max_active=30),
        *STANDARD_MOTIFS[2:],
    ),
    school_holidays=((date(2026, 12, 19), date(2027, 1, 3)),),
    school_known_until=date(2028, 8, 31),
    centres=(NORD._replace(code="SUD", hours=((0, "9 h"),), receives=(("caf", (1, 3)),)),),
    version="7",
)


def test_an_agenda_is_read_as_it_was_received(tmp_path):
    machine = a_machine(tmp_path, agenda=WHOLE)
    with machine.database.unit_of_work() as uow:
        assert uow.agenda.load() == WHOLE


def test_a_newer_agenda_takes_the_place_of_the_older_one(tmp_path):
    machine = a_machine(tmp_path, agenda=WHOLE)
    newer = an_agenda(version="8", mediators=(Mediator("m-2", "Lina"),))
    with machine.database.unit_of_work() as uow:
        uow.agenda.replace(newer)

        assert uow.agenda.load() == newer


def test_an_agenda_that_did_not_change_is_as_fresh_as_its_last_word(tmp_path):
    machine = a_machine(tmp_path, agenda=WHOLE)
    with machine.database.unit_of_work() as uow:
        uow.agenda.touch(NOW)

        assert uow.agenda.received_utc() == NOW
        assert uow.agenda.load() == replace(WHOLE, received_utc=NOW)


def test_what_is_added_by_hand_takes_the_place_of_its_namesake(tmp_path):
    machine = a_machine(tmp_path, agenda=WHOLE)
    with machine.database.unit_of_work() as uow:
        uow.agenda.add_mediator(Mediator("m-nadia", "Nadia", is_active=False))
        uow.agenda.add_opening(an_opening("o-1"))
        uow.agenda.add_motif(replace(STANDARD_MOTIFS[0], duration_min=60))
        uow.agenda.add_motif(Motif("visa", (("fr", "Visa"),), "id", 30))
        uow.agenda.add_closure(Closure("c-1", WEDNESDAY, WEDNESDAY, "Fête"))
        uow.agenda.add_absence(replace(WHOLE.absences[0], end_utc=NOW + timedelta(hours=3)))
        agenda = uow.agenda.load()

    assert not agenda.mediator("m-nadia").is_active
    assert [one.opening_id for one in agenda.openings] == ["o-1", "o-2"]
    assert agenda.motifs[0].motif_id == "caf"
    assert agenda.motifs[-1].motif_id == "visa"
    assert agenda.motif("caf").duration_min == 60
    assert agenda.closures[0].label == "Fête"
    assert len(agenda.absences) == 1


def test_a_machine_that_never_heard_of_an_agenda_knows_none(tmp_path):
    machine = a_machine(tmp_path)
    with machine.database.unit_of_work() as uow:
        uow.agenda.replace(an_agenda(received_utc=None))

        assert uow.agenda.received_utc() is None
