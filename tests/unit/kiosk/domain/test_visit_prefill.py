# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from kiosk.domain.appointment_views import WorkshopSheet
from kiosk.domain.attendance import Arrival, VisitKind, VisitOrigin
from kiosk.domain.attendance_rules import problems
from kiosk.domain.visit_prefill import PrefillSource, prefilled_draft, themes_of_need
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP
from kiosk.domain.workshops import Workshop
from tests.support.visits import LISTS, TODAY

NINE_UTC = datetime(2026, 11, 20, 9, 20, tzinfo=UTC)


def prefilled(source):
    return prefilled_draft(source, today=TODAY, centre="NORD", vocabulary=LISTS)


def from_session(themes, minutes=0):
    return prefilled(PrefillSource.from_session(themes, minutes))


def a_sheet(workshop_id="exemple-souris", title="La souris", **counts):
    workshop = Workshop(workshop_id, (("fr", title),), NINE_UTC, 90, 12)
    values = {"n_enrolled": 0, "n_present": 0, "n_walk_ins": 0, "n_seats_left": 12, **counts}
    return WorkshopSheet(workshop=workshop, lines=(), waiting=(), **values)


def test_a_walkthrough_names_its_theme_as_the_national_tool_does():
    draft = from_session(("SocialSante",))

    assert draft.themes == (ADMINISTRATIVE_HELP,)
    assert draft.administrative_themes == ("social_sante",)


def test_a_theme_of_mediation_needs_no_administrative_one():
    draft = from_session(("SecuriteNumerique",))

    assert (draft.themes, draft.administrative_themes) == (("securite_numerique",), ())


def test_a_need_may_name_several_themes():
    draft = from_session(themes_of_need("social_sante.logement"))

    assert draft.administrative_themes == ("social_sante", "logement")


def test_a_need_named_otherwise_ticks_nothing():
    assert from_session(themes_of_need("aide-generale")).themes == ()


@pytest.mark.parametrize(("lasted", "offered"), [(0, 0), (1, 5), (5, 5), (6, 10), (-3, 0)])
def test_minutes_are_rounded_up_to_the_next_five(lasted, offered):
    assert from_session((), lasted).duration_min == offered


def test_an_assisted_session_is_a_spontaneous_visit_and_tells_the_quarter_of_its_start():
    draft = prefilled(PrefillSource.from_session((), 20, began_utc=NINE_UTC))

    assert (draft.arrival, draft.origin) == (Arrival.SPONTANEOUS, VisitOrigin.SESSION)
    assert (draft.day, draft.start) == (date(2026, 11, 20), "10:15")


def test_an_appointment_tells_its_day_and_the_quarter_of_its_start():
    draft = prefilled(PrefillSource.from_appointment(("email",), 30, start_utc=NINE_UTC))

    assert (draft.day, draft.start, draft.duration_min) == (date(2026, 11, 20), "10:15", 30)
    assert draft.arrival is Arrival.APPOINTMENT


def test_a_number_of_the_queue_tells_the_wait_and_how_long_the_person_was_received():
    source = PrefillSource.from_queue(
        ("sante",),
        taken_utc=NINE_UTC - timedelta(minutes=23),
        received_utc=NINE_UTC,
        now_utc=NINE_UTC + timedelta(minutes=18),
    )

    draft = prefilled(source)

    assert (draft.waited_min, draft.duration_min, draft.start) == (20, 20, "10:15")
    assert (draft.themes, draft.arrival) == (("sante",), Arrival.SPONTANEOUS)


def test_a_form_opened_as_the_person_sits_down_asks_for_the_duration():
    source = PrefillSource.from_queue(
        taken_utc=NINE_UTC, received_utc=NINE_UTC, now_utc=NINE_UTC + timedelta(minutes=4)
    )

    assert prefilled(source).duration_min == 0


def test_a_workshop_begins_with_the_people_of_its_sheet_and_can_be_recorded_at_once():
    source = PrefillSource.from_workshop(a_sheet(n_present=5, n_walk_ins=2), ("bureautique",))

    draft = prefilled(source)

    assert (draft.kind, draft.origin) == (VisitKind.WORKSHOP, VisitOrigin.WORKSHOP)
    assert (draft.people, draft.duration_min, draft.start) == (7, 90, "10:15")
    assert (draft.workshop_id, draft.title) == ("exemple-souris", "La souris")
    assert draft.themes == ("bureautique",)
    assert problems(draft, today=TODAY, vocabulary=LISTS) == ()


def test_a_workshop_named_by_codes_ticks_their_themes():
    draft = prefilled(PrefillSource.from_workshop(a_sheet("email.souris", n_present=1)))

    assert draft.themes == ("email",)


def test_a_sheet_on_which_nobody_was_counted_leaves_the_people_to_be_asked():
    source = PrefillSource.from_workshop(a_sheet(), ("email",))

    found = problems(prefilled(source), today=TODAY, vocabulary=LISTS)

    assert [one.reason for one in found] == ["people_missing"]


def test_a_title_that_a_file_brought_is_harmless_and_short_enough():
    draft = prefilled(PrefillSource.from_workshop(a_sheet(title="\u202e" + "a" * 300)))

    assert draft.title == "a" * 120
