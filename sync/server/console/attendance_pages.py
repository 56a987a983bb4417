# SPDX-License-Identifier: AGPL-3.0-or-later
"""Attendance on HTTP: the figures that the console opens on, reconciliation, where people stop."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import Response, get

from kiosk.domain.attendance import VisitKind
from kiosk.domain.periods import Period, french_days, month_of, parse_day
from kiosk.domain.sections import absences, grouped
from kiosk.domain.statistics import Choice
from kiosk.domain.step_stops import days_of_weeks, runs_of
from kiosk.exports.registry import ExportKind
from kiosk.exports.rows import KIND_WORDS, SMALL_NUMBERS
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from sync.server.console.aside_view import things_aside
from sync.server.console.charts import chart_svg
from sync.server.console.frame import (
    SECURITY_HEADERS,
    Call,
    Page,
    city_of,
    entered_of,
    page_of,
    worked,
)
from sync.server.console.reconciliation_view import machine_lines
from sync.server.console.rules import HOME
from sync.server.guide_titles import guide_titles, guide_word
from sync.server.reports import network_figures, network_sections
from sync.server.stops import export_network_stops, network_stops

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.sections import Section
    from kiosk.domain.statistics import Figures
    from sync.server.city import City

ATTENDANCE: Final = f"{HOME}/frequentation"
_MONTHS_OFFERED: Final = 13
_TOO_LONG: Final = {"period_too_long", "figures_too_long"}


@get(ATTENDANCE, include_in_schema=False)
async def attendance(request: Call) -> Page:
    """Show the figures of a period."""
    return await worked(partial(_attendance, request))


@get(f"{HOME}/rapprochement", include_in_schema=False)
async def reconciliation(request: Call) -> Page:
    """Show, machine by machine, what it says it told and what is here."""
    return await worked(partial(_reconciliation, request))


@get(f"{HOME}/arrets", include_in_schema=False)
async def stops(request: Call) -> Page:
    """Show where people stop in walkthroughs."""
    return await worked(partial(_stops, request))


@get(f"{HOME}/arrets.csv", include_in_schema=False)
async def export_stops(request: Call) -> Page:
    """Give where people stop in walkthroughs, as a file."""
    return await worked(partial(_export_stops, request))


ATTENDANCE_HANDLERS: Final = (attendance, reconciliation, stops, export_stops)


def _attendance(request: Call) -> Page:
    city, entry = city_of(request), entered_of(request)
    asked = {str(name): str(value) for name, value in request.query_params.items()}
    period, notice = _period(city, asked)
    with city.database.transaction() as unit:
        cards = [card for card in unit.fleet.centres() if entry.sees(card.code)]
    centre = asked.get("centre", "") if asked.get("centre") in {one.code for one in cards} else ""
    if entry.account.centres and not centre:
        centre = entry.account.centres[0]
    kind = asked.get("sorte", "")
    kinds = frozenset({VisitKind(kind)}) if kind in set(VisitKind) else frozenset[VisitKind]()
    figures = network_figures(city, period, centre=centre, kinds=kinds)
    coverage = figures.coverage
    found = network_sections(city, figures, guide_titles())
    return page_of(
        request,
        "attendance.html",
        notice=notice,
        period=period.title(),
        scope=coverage.title(),
        small_numbers=SMALL_NUMBERS,
        late=coverage.late_sentence(),
        missing=[f"{gap.name} : {french_days(gap.days)}" for gap in coverage.gaps],
        headlines=_headlines(figures, paris_day(city.clock.now_utc())),
        sections=[(one, chart_svg(one)) for one in found],
        own=next(one.key for one in found if one.lines and not one.is_national),
        beside=_beside,
        grouped=grouped,
        cards=cards,
        sees_all=not entry.account.centres,
        centre=centre,
        kinds=[(one.value, words) for one, words in KIND_WORDS.items()],
        kind=kind if kinds else "",
        months=_months(city),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
    )


def _headlines(figures: Figures, today: date) -> tuple[tuple[str, str, str], ...]:
    """Return five figures: what, how many, a word beside."""
    n_missing = len(figures.missing_days)
    n_booked = figures.n_honoured + figures.n_absent
    honoured = f"{round(100 * figures.n_honoured / n_booked)} %" if n_booked else "–"
    opened, alone = figures.n_walkthroughs, figures.n_finished_alone
    median = figures.alone_median_min
    return (
        (
            "Accompagnements",
            grouped(figures.n_visits),
            figures.compared(today),
        ),
        ("Passages sur les bornes", grouped(figures.n_sessions), ""),
        ("Rendez-vous honorés", honoured, absences(figures.n_absent)),
        (
            "Démarches finies sans aide",
            f"{round(100 * alone / opened)} %" if opened else "–",
            f"{median} min en général" if median is not None else "",
        ),
        ("Jours sans donnée", f"{n_missing} jour{'s' if n_missing > 1 else ''}", ""),
    )


def _reconciliation(request: Call) -> Page:
    city, entry = city_of(request), entered_of(request)
    asked = {str(name): str(value) for name, value in request.query_params.items()}
    period, notice = _period(city, asked)
    lines = machine_lines(city, period, entry.sees)
    things = things_aside(city, period, entry.sees)
    return page_of(
        request,
        "reconciliation.html",
        notice=notice,
        lines=lines,
        things=things,
        n_aside=sum(not one.counts for thing in things for one in thing.records),
        n_to_see=sum(line.tone != "ok" for line in lines)
        + sum(thing.needs_person for thing in things),
        period=period.title(),
        first=period.first.isoformat(),
        last=period.last.isoformat(),
    )


def _stops(request: Call) -> Page:
    centres = entered_of(request).account.centres
    stops = network_stops(city_of(request), centres)
    return page_of(
        request,
        "stops.html",
        stops=stops,
        word=guide_word,
        weeks=days_of_weeks(stops.first_week, stops.last_week),
        missing=[
            (name, [days_of_weeks(run[0], run[-1]) for run in runs_of(weeks)])
            for name, weeks in stops.missing
        ],
    )


def _export_stops(request: Call) -> Page:
    stream, centres = io.BytesIO(), entered_of(request).account.centres
    export_network_stops(city_of(request), stream, centres)
    return Response(
        stream.getvalue(),
        media_type=ExportKind.CSV.media_type,
        headers={
            **SECURITY_HEADERS,
            "content-disposition": (
                f'attachment; filename="arrets-{"centres" if centres else "reseau"}.csv"'
            ),
        },
    )


def _period(city: City, asked: dict[str, str]) -> tuple[Period, str]:
    """Return the period of an address, the present month where it cannot be read; a word on it."""
    present = month_of(paris_day(city.clock.now_utc()))
    period = present
    try:
        if asked.get("mois"):
            period = month_of(parse_day(f"{asked['mois']}-01"))
        elif asked.get("du") and asked.get("au"):
            period = Period(parse_day(asked["du"]), parse_day(asked["au"]))
        Choice(period.previous())  # as many days before are counted too
    except Refused as error:
        if error.reason in _TOO_LONG:
            return present, "Cinq ans au plus : choisissez moins de jours. Voici le mois en cours."
        return present, "La période n’est pas lisible : voici le mois en cours."
    return period, ""


def _months(city: City) -> list[tuple[str, str]]:
    period = month_of(paris_day(city.clock.now_utc()))
    found: list[tuple[str, str]] = []
    for _ in range(_MONTHS_OFFERED):
        found.append((f"{period.first:%Y-%m}", period.title()))
        period = period.previous()
    return found


def _beside(section: Section) -> str:
    """Return what a heading counts, how many in all, and what a reader must know."""
    total = f"{grouped(section.total)} {section.total_unit}" if section.total else section.unit
    return ". ".join(filter(None, (total, section.note.rstrip("."))))
