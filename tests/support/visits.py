# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of visits for tests: ordinary ones, and any that the rules allow."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO

from hypothesis import strategies as st

from kiosk.domain.attendance import (
    Arrival,
    Category,
    CategoryCount,
    RecordedBy,
    Visit,
    VisitDraft,
    VisitKind,
    VisitOrigin,
    visit_id_of,
)
from kiosk.domain.counted_rows import VisitRow
from kiosk.domain.coverage import Coverage, FigureScope
from kiosk.domain.flat_visit import flat_visit
from kiosk.domain.headcount_rules import codes_counted
from kiosk.domain.outbox import Identity, OutboxLane, event_id
from kiosk.domain.packed_visit import packed
from kiosk.domain.periods import Period
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, national_vocabulary
from kiosk.exports.registry import ExportKind, in_order, write_detail
from kiosk.exports.rows import ExportContext, PlaceCard, Totals, totals_of

TODAY = date(2026, 11, 23)
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
INCARNATION = "00112233445566aa"
NORD = PlaceCard(
    "Espace citoyen numérique Nord", "14 place de la Fosse-aux-Chênes", "59100", "Roubaix", "59512"
)
LISTS = national_vocabulary()


def a_draft(**changes: object) -> VisitDraft:
    """Return a draft that may be recorded."""
    values: dict[str, object] = {
        "day": date(2026, 10, 14),
        "centre": "NORD",
        "duration_min": 45,
        "themes": ("email",),
    }
    return VisitDraft(**{**values, **changes})


def a_visit(sequence: int = 1, *, version: int = 1, **changes: object) -> Visit:
    """Return a visit recorded on its day at 14 h in Paris."""
    content = a_draft(**changes)
    entered = datetime(content.day.year, content.day.month, content.day.day, 12, tzinfo=UTC)
    return Visit(
        visit_id=visit_id_of(Identity(INCARNATION, OutboxLane.LOGS, sequence)),
        version=version,
        content=content,
        recorded_by=RecordedBy.MEDIATOR,
        entered_hour_utc=entered,
        changed_hour_utc=entered + timedelta(hours=2) if version > 1 else None,
    )


def a_row(sequence: int = 1, *, version: int = 1, **changes: object) -> VisitRow:
    """Return a visit as counted and exported."""
    row_id = event_id("borne-1", Identity(INCARNATION, OutboxLane.LOGS, sequence))
    return VisitRow(row_id, a_visit(sequence, version=version, **changes))


def a_context(period: Period = OCTOBER, **changes: object) -> ExportContext:
    """Return what an export of one kiosk says besides its rows."""
    values: dict[str, object] = {
        "period": period,
        "coverage": Coverage(FigureScope.KIOSK, NORD.name),
        "exported_utc": datetime(2026, 11, 2, 13, 7, tzinfo=UTC),
        "places": {"NORD": NORD},
        "vocabulary": LISTS,
        "totals": Totals(),
    }
    return ExportContext(**{**values, **changes})


def written(
    rows: Iterable[VisitRow], kind: ExportKind, context: ExportContext | None = None
) -> bytes:
    """Return the file of some visits."""
    stream = io.BytesIO()
    write_file(rows, kind, stream, context)
    return stream.getvalue()


def write_file(
    rows: Iterable[VisitRow],
    kind: ExportKind,
    stream: BinaryIO,
    context: ExportContext | None = None,
) -> int:
    """Write the file of some visits, and return how many they are."""
    flat = in_order(flat_visit(row) for row in rows)
    told = replace(context or a_context(), totals=totals_of(flat))
    return write_detail(map(packed, flat), kind, stream, told)


def _some(codes: tuple[str, ...], *, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    lists = st.lists(st.sampled_from(codes), min_size=least, max_size=4, unique=True)
    return lists.map(tuple)


def _maybe(codes: tuple[str, ...]) -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, *codes))


def _shares(
    draw: st.DrawFn, category: Category, people: int, *, least: int = 0
) -> list[CategoryCount]:
    """Draw how many people stand under some codes of a category, never more than there are."""
    codes = codes_counted(category, LISTS)
    if category is Category.THEME:
        codes = LISTS.themes.codes()
    left, found = people, []
    for code in sorted(draw(_some(codes, least=least)), key=codes.index):
        if left == 0:
            break
        n = draw(st.integers(1, left))
        left -= 0 if category is Category.THEME else n
        found.append(CategoryCount(category, code, n))
    return found


def _counts(draw: st.DrawFn, kind: VisitKind, people: int) -> tuple[CategoryCount, ...]:
    if not kind.is_collective:
        return ()
    only = {Category.THEME, Category.ARRIVAL} if kind is not VisitKind.TALLY else set()
    return tuple(
        count
        for category in Category
        if category not in only
        for count in _shares(draw, category, people, least=category is Category.THEME)
    )


@st.composite
def recordable_drafts(
    draw: st.DrawFn, first: date, last: date, most_people: int = 10_000
) -> VisitDraft:
    """Draw any draft that may be recorded, as it is stored, with a day in [first, last]."""
    kind = draw(st.sampled_from(VisitKind))
    is_tally, is_workshop = kind is VisitKind.TALLY, kind is VisitKind.WORKSHOP
    is_alone = not kind.is_collective
    themes = () if is_tally else draw(_some(LISTS.themes.codes(), least=1))
    helps = ADMINISTRATIVE_HELP in themes
    people = draw(st.integers(1, most_people)) if kind.is_collective else 1
    place = draw(st.sampled_from(LISTS.places.codes()))
    duration = draw(st.integers(1, 23 * 60 + 59))
    quarters = st.integers(0, (24 * 60 - duration) // 15)
    starts = quarters.map(lambda n: f"{n // 4:02}:{n % 4 * 15:02}")
    drawn = VisitDraft(
        day=draw(st.dates(first, last)),
        centre="NORD",
        duration_min=duration,
        themes=themes,
        kind=kind,
        place=place,
        commune_insee="" if place == "lieu_activite" else "59512",
        administrative_themes=draw(_some(LISTS.administrative_themes.codes())) if helps else (),
        equipment=draw(_some(LISTS.equipment.codes())),
        arrival=None if is_tally else draw(st.sampled_from((None, *Arrival))),
        origin=draw(st.sampled_from(VisitOrigin)),
        people=people,
        counts=_counts(draw, kind, people),
        workshop_id=draw(st.sampled_from(("", "exemple-souris"))) if is_workshop else "",
        title=draw(st.sampled_from(("", "=1+1 \U0001f5b1", "x" * 120))) if is_workshop else "",
        level=draw(_maybe(LISTS.workshop_levels.codes())) if is_workshop else None,
        medium=draw(_maybe(LISTS.remote_means.codes())) if place == "a_distance" else None,
        posture=draw(_maybe(LISTS.postures.codes())),
        mandate=draw(_maybe(LISTS.mandates.codes())),
        start="" if is_tally else draw(st.one_of(st.just(""), starts)),
        unmet=draw(_maybe(LISTS.unmet.codes())),
    )
    return _with_one_person(draw, drawn) if is_alone else drawn


def _with_one_person(draw: st.DrawFn, drawn: VisitDraft) -> VisitDraft:
    referred = draw(st.sampled_from((True, False, None)))
    return replace(
        drawn,
        autonomy=draw(_maybe(LISTS.autonomy.codes())),
        referred=referred,
        referral=draw(_maybe(LISTS.referrals.codes())) if referred else None,
        referral_place=draw(st.sampled_from(("", "lieu-1"))) if referred else "",
        gender=draw(_maybe(LISTS.genders.codes())),
        age_band=draw(_maybe(LISTS.age_bands.codes())),
        status=draw(_maybe(LISTS.statuses.codes())),
        quarter=draw(_maybe(LISTS.home_quarters.codes())),
        waited_min=draw(st.one_of(st.none(), st.integers(0, 120).map(lambda n: n * 5))),
    )
