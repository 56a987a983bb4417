# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, date, datetime

from kiosk.domain.attendance import Arrival
from kiosk.domain.counted_rows import (
    AppointmentOutcome,
    AppointmentRow,
    AttendanceRows,
    SessionRow,
)
from kiosk.domain.coverage import Coverage, CoverageGap, FigureScope
from kiosk.domain.figure_sections import sections
from kiosk.domain.sessions import SessionOutcome, WalkthroughTrace
from kiosk.domain.statistics import Choice, figures
from tests.support.visits import LISTS, OCTOBER, a_row

KIOSK = Coverage(FigureScope.KIOSK, "Nord")


def of(**rows):
    return figures(AttendanceRows(**rows), Choice(OCTOBER), coverage=KIOSK, vocabulary=LISTS)


def a_session(day, *, hour=8, minutes=10, outcome=SessionOutcome.FINISHED, finished=()):
    traces = tuple(
        WalkthroughTrace(f"w{number}", "fin", finished=done) for number, done in enumerate(finished)
    )
    start = datetime(2026, 10, day, hour, tzinfo=UTC)
    return SessionRow(f"s{day}-{hour}", "NORD", start, minutes, "fr", outcome, traces)


def test_a_period_without_rows_has_zeros_and_no_percentage():
    counted = of()

    assert (counted.n_visits, counted.n_sessions, counted.visit_minutes) == (0, 0, 0)
    assert counted.honoured_percent is None
    assert counted.alone_percent is None
    assert counted.alone_median_min is None
    assert counted.n_visits_before is None
    assert counted.visits_change_percent is None


def test_only_the_rows_of_the_period_count():
    visits = (a_row(1, day=date(2026, 9, 30)), a_row(2), a_row(3, day=date(2026, 11, 1)))

    assert of(visits=visits).n_visits == 1


def test_a_month_is_compared_with_the_month_before():
    before = tuple(a_row(number, day=date(2026, 9, number)) for number in range(1, 5))
    now = tuple(a_row(10 + number, day=date(2026, 10, number)) for number in range(1, 6))

    counted = of(visits=(*before, *now))

    assert (counted.n_visits, counted.n_visits_before) == (5, 4)
    assert counted.visits_change_percent == 25
    assert counted.compared(date(2026, 11, 1)) == "+25 % (septembre 2026)"


def test_a_month_that_still_lasts_is_compared_with_nothing():
    counted = of(visits=(a_row(1, day=date(2026, 9, 2)), a_row(2)))

    assert counted.compared(date(2026, 10, 31)) == "mois en cours"


def test_a_fall_is_told_with_a_minus_sign():
    before = tuple(a_row(number, day=date(2026, 9, number)) for number in range(1, 5))

    fallen = of(visits=(*before, a_row(5))).compared(date(2026, 11, 1))

    assert fallen == "\u221275 % (septembre 2026)"


def test_a_visit_counts_under_each_of_its_main_themes():
    help_theme = "aide_aux_demarches_administratives"
    visits = (
        a_row(1, themes=("email",)),
        a_row(2, themes=("email", help_theme), administrative_themes=("logement",)),
    )

    assert [(count.label, count.n) for count in of(visits=visits).by_theme] == [
        ("E-mail", 2),
        ("Aide aux démarches administratives", 1),
    ]


def test_duration_classes_show_their_zeros():
    visits = (a_row(1, duration_min=29), a_row(2, duration_min=30), a_row(3, duration_min=600))

    counted = of(visits=visits)

    assert [count.n for count in counted.by_duration] == [1, 1, 0, 1]
    assert counted.visit_minutes == 659


def test_marks_are_counted():
    visits = (
        a_row(1, arrival=Arrival.SPONTANEOUS),
        a_row(2, arrival=Arrival.APPOINTMENT, version=2),
        a_row(3),
    )

    counted = of(visits=visits)

    assert (counted.n_spontaneous, counted.n_by_appointment) == (1, 1)
    assert (counted.n_corrected, counted.n_back_dated, counted.n_by_volunteers) == (1, 0, 0)


def test_walkthroughs_finished_with_help_are_not_finished_alone():
    sessions = (
        a_session(5, minutes=8, finished=(True, False)),
        a_session(6, minutes=20, finished=(True,)),
        a_session(7, minutes=60, outcome=SessionOutcome.HELPED, finished=(True,)),
        a_session(8, minutes=2, outcome=SessionOutcome.IDLE),
    )

    counted = of(sessions=sessions)

    assert (counted.n_sessions, counted.n_walkthroughs, counted.n_finished_alone) == (4, 4, 2)
    assert (counted.alone_percent, counted.alone_median_min) == (50, 8)


def test_sessions_are_counted_by_their_hour_in_paris():
    sessions = (a_session(5, hour=7), a_session(6, hour=7), a_session(30, hour=8))

    assert of(sessions=sessions).by_hour == ((9, 3),)


def test_a_session_late_in_the_evening_belongs_to_its_day_in_paris():
    last_of_september = SessionRow(
        "s", "NORD", datetime(2026, 9, 30, 22, tzinfo=UTC), 1, "fr", SessionOutcome.LEFT
    )

    assert of(sessions=(last_of_september,)).by_day[0].n_sessions == 1


def test_cancelled_and_untold_appointments_leave_the_rate_alone():
    outcomes = ["HONOURED"] * 9 + ["ABSENT", "CANCELLED", "NOT_TOLD"]
    rows = tuple(AppointmentRow(date(2026, 10, 5), AppointmentOutcome[name]) for name in outcomes)

    counted = of(appointments=rows)

    assert (counted.n_honoured, counted.n_absent, counted.honoured_percent) == (9, 1, 90)


def test_days_missing_at_two_machines_are_told_once():
    days = (date(2026, 10, 14), date(2026, 10, 15))
    coverage = Coverage(
        FigureScope.NETWORK, "2 machines", (CoverageGap("A", days), CoverageGap("B", days[1:]))
    )

    counted = figures(AttendanceRows(), Choice(OCTOBER), coverage=coverage, vocabulary=LISTS)

    assert counted.missing_days == days


def test_each_scope_names_itself():
    assert KIOSK.title() == "Cette borne : Nord"
    assert Coverage(FigureScope.NETWORK, "Roubaix").title() == "Le réseau : Roubaix"


def test_a_theme_stands_under_the_heading_of_its_own_list_alone():
    rows = (
        a_row(
            1,
            themes=("email", "aide_aux_demarches_administratives"),
            administrative_themes=("logement",),
        ),
    )
    counted = of(visits=rows)

    found = {one.key: one for one in sections(counted, LISTS, {})}

    def some(key):
        return {line.code for line in found[key].lines if line.n}

    assert some("themes") == {"email", "aide_aux_demarches_administratives"}
    assert "Les autres : finies, ou arrêts trop peu nombreux" in found["stops"].note
    assert some("admin_themes") == {"logement"}
    assert {line.code for line in found["themes"].lines} == set(LISTS.themes.codes())
