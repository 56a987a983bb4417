# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.openings import HERE, Season
from kiosk.domain.recurrence import recurrence_of, weekly
from sync.translation import (
    NotTranslatable,
    agenda_of,
    workshop_down,
)
from sync.wire_down import (
    Agenda,
    WireAbsence,
    WireClosure,
    WireMotif,
    WireOpening,
    WireWorkshop,
)

DAY = "2026-12-24"


def wire_opening(**changes):
    said = {
        "opening_id": "o",
        "mediator_id": "m",
        "first_day": "2026-11-02",
        "weekdays": [0],
        "start": "09:00",
        "end": "12:00",
    }
    return WireOpening(**(said | changes))


def wire_motif(**changes):
    return WireMotif(**({"motif_id": "caf", "labels": {"fr": "CAF"}} | changes))


START = 1_795_611_600


def wire_workshop(**changes):
    said = {"workshop_id": "a", "titles": {"fr": "A"}, "start": START, "duration_min": 90}
    return WireWorkshop(**(said | {"capacity": 8} | changes))


@pytest.mark.parametrize(
    "agenda",
    [
        Agenda(closures=[WireClosure(closure_id="c", first_day="x", last_day="2026-12-24")]),
        Agenda(
            closures=[
                WireClosure(closure_id="c", first_day="2026-12-24", last_day="2026-12-24", kind="?")
            ]
        ),
        Agenda(openings=[wire_opening(start="25:00", end="26:00")]),
        Agenda(openings=[wire_opening(rrule="FREQ=DAILY")]),
        Agenda(openings=[wire_opening(weekdays=[7])]),
        Agenda(openings=[wire_opening(season="spring")]),
        Agenda(openings=[wire_opening(rdates=["x"])]),
        Agenda(motifs=[wire_motif(duration_min=0)]),
        Agenda(motifs=[wire_motif(duration_min=32)]),
        Agenda(motifs=[wire_motif(step_min=-5)]),
        Agenda(motifs=[wire_motif(max_active=-1)]),
        Agenda(motifs=[wire_motif(duration_min=1 << 40)]),
        Agenda(motifs=[wire_motif(notice_min=1 << 62)]),
        Agenda(motifs=[wire_motif(horizon_days=10**9)]),
        Agenda(motifs=[wire_motif(labels={"en": "CAF"})]),
        Agenda(openings=[wire_opening(start="12:00", end="09:00")]),
        Agenda(openings=[wire_opening(start="09:00+02:00")]),
        Agenda(openings=[wire_opening(start="09:03")]),
        Agenda(openings=[wire_opening(rrule="FREQ=WEEKLY;INTERVAL=0")]),
        Agenda(openings=[wire_opening(exdates=["2026-12-24"] * 100_000)]),
        Agenda(openings=[wire_opening()] * 30_000),
        Agenda(absences=[WireAbsence(absence_id="a", mediator_id="m", start=0, end=1 << 62)]),
        Agenda(workshops=[wire_workshop(workshop_id="a:b")]),
        Agenda(workshops=[wire_workshop(titles={})]),
        Agenda(workshops=[wire_workshop(start=START + 60)]),
        Agenda(workshops=[wire_workshop(start=1 << 62)]),
        Agenda(workshops=[wire_workshop(duration_min=1 << 40)]),
        Agenda(workshops=[wire_workshop(capacity=10**9)]),
        Agenda(workshops=[wire_workshop(status="?")]),
        Agenda(workshops=[wire_workshop(n_waiting=-1)]),
        Agenda(workshops=[wire_workshop()] * 30_000),
        Agenda(school_holidays=[("2026-12-19", "x")]),
        Agenda(school_known_until="x"),
    ],
)
def test_an_agenda_with_an_unreadable_day_or_time_is_refused(agenda):
    with pytest.raises(NotTranslatable):
        agenda_of(agenda, "", None)


def test_an_opening_of_a_server_that_knows_no_rule_comes_back_each_week():
    older = wire_opening(weekdays=[3, 1], until="2027-06-30", exdates=["2026-11-26"])
    (opening,) = agenda_of(Agenda(openings=[older]), "", None).openings

    rule = weekly(1, 3, until=date(2027, 6, 30))
    assert opening.recurrence == replace(rule, exdates=(date(2026, 11, 26),))
    assert (opening.season, opening.centre) == (Season.ALWAYS, HERE)


def test_a_rule_wins_over_the_weekdays_told_to_older_programs():
    newer = wire_opening(weekdays=[1], rrule="FREQ=MONTHLY;BYDAY=1TU", rdates=["2026-12-24"])
    (opening,) = agenda_of(Agenda(openings=[newer]), "", None).openings

    assert opening.recurrence == recurrence_of(newer.rrule, rdates=[date(2026, 12, 24)])


def test_a_workshop_goes_down_and_comes_out_whole():
    whole = wire_workshop(
        titles={"fr": "La souris", "ar": "الفأرة"},
        mediator_id="m",
        documents={"fr": ["Lunettes"]},
        waiting_capacity=4,
        min_participants=2,
        notice_min=60,
        status="cancelled",
        n_waiting=3,
    )
    (workshop,) = agenda_of(Agenda(workshops=[whole]), "", None).workshops

    assert (workshop.title("ar"), workshop.is_planned) == ("الفأرة", False)
    assert workshop_down(workshop) == whole
