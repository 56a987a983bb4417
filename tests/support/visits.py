# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of visits for tests: ordinary ones, and any that the rules allow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from kiosk.domain.attendance import (
    Arrival,
    RecordedBy,
    Visit,
    VisitDraft,
    VisitKind,
    VisitOrigin,
    visit_id_of,
)
from kiosk.domain.coverage import Coverage, FigureScope
from kiosk.domain.outbox import Identity, OutboxLane, event_id
from kiosk.domain.periods import Period
from kiosk.domain.statistics import VisitRow
from kiosk.domain.vocabulary import ADMINISTRATIVE_HELP, national_vocabulary
from kiosk.exports.rows import ExportContext, PlaceCard

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
    }
    return ExportContext(**{**values, **changes})


def _some(codes: tuple[str, ...], *, least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    lists = st.lists(st.sampled_from(codes), min_size=least, max_size=4, unique=True)
    return lists.map(tuple)


@st.composite
def recordable_drafts(draw: st.DrawFn, first: date, last: date) -> VisitDraft:
    """Draw any draft that may be recorded, with a day in [first, last]."""
    themes = draw(_some(LISTS.themes.codes(), least=1))
    referred = draw(st.sampled_from((True, False, None)))
    place = draw(st.sampled_from(LISTS.places.codes()))
    return VisitDraft(
        day=draw(st.dates(first, last)),
        centre="NORD",
        duration_min=draw(st.integers(1, 23 * 60 + 59)),
        themes=themes,
        kind=draw(st.sampled_from(VisitKind)),
        place=place,
        commune_insee="" if place == "lieu_activite" else "59512",
        administrative_themes=(
            draw(_some(LISTS.administrative_themes.codes()))
            if ADMINISTRATIVE_HELP in themes
            else ()
        ),
        equipment=draw(_some(LISTS.equipment.codes())),
        autonomy=draw(st.sampled_from((None, *LISTS.autonomy.codes()))),
        referred=referred,
        referral=draw(st.sampled_from((None, *LISTS.referrals.codes()))) if referred else None,
        gender=draw(st.sampled_from((None, *LISTS.genders.codes()))),
        age_band=draw(st.sampled_from((None, *LISTS.age_bands.codes()))),
        status=draw(st.sampled_from((None, *LISTS.statuses.codes()))),
        arrival=draw(st.sampled_from((None, *Arrival))),
        origin=draw(st.sampled_from(VisitOrigin)),
    )
