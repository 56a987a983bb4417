# SPDX-License-Identifier: AGPL-3.0-or-later
"""CSV files that French Excel and LibreOffice open by a double click.

UTF-8 with its mark, ``;`` between columns, CR LF between rows, decimal comma, ISO days (read as
dates whatever the language of the office suite). One row is one visit or one session, the first
row holds the headings and nothing else stands in the file, so that filters, sums and pivot
tables work at once. What the file covers and which days are missing stand on every row, in two
columns at the end, since a block above or below the table would break those.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, TypeAlias

from kiosk.exports.rows import (
    ARRIVAL_WORDS,
    KIND_WORDS,
    ORIGIN_WORDS,
    OUTCOME_WORDS,
    ROLE_WORDS,
    place_of,
    without_formula,
    yes_no,
)
from kiosk.foundation.clock import PARIS, paris_day

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from kiosk.domain.vocabulary import TermList
    from kiosk.exports.rows import ExportContext, SessionRow, VisitRow

Cell: TypeAlias = "str | int"

VALUES_SEPARATOR = " | "

VISIT_HEADINGS = (
    "Jour",
    "Saisi le",
    "Modifié le",
    "Type",
    "Lieu",
    "Type de lieu",
    "Code Insee de la commune",
    "Durée (min)",
    "Durée (h)",
    "Thématiques",
    "Démarches administratives",
    "Matériel",
    "Autonomie",
    "Réorienté",
    "Structure de redirection",
    "Genre",
    "Tranche d’âge",
    "Statut",
    "Venue",
    "Origine de la saisie",
    "Saisi par",
    "Saisi après coup",
    "Corrigé",
    "Identifiant",
    "Périmètre",
    "Jours sans donnée",
)

SESSION_HEADINGS = (
    "Jour",
    "Heure",
    "Lieu",
    "Durée (min)",
    "Langue",
    "Démarches",
    "Dernières étapes",
    "Démarches finies",
    "Fin de la session",
    "Identifiant",
    "Périmètre",
    "Jours sans donnée",
)

_LANGUAGE_WORDS = {
    "fr": "Français",
    "fr-falc": "Français facile",
    "ar": "Arabe",
    "tr": "Turc",
    "pt": "Portugais",
    "pl": "Polonais",
    "ro": "Roumain",
    "en": "Anglais",
}


def write_visits(rows: Iterable[VisitRow], stream: BinaryIO, context: ExportContext) -> None:
    """Write one row a visit to `stream`; rows are taken one at a time."""
    write_rows(stream, VISIT_HEADINGS, (_visit_cells(row, context) for row in rows))


def write_sessions(rows: Iterable[SessionRow], stream: BinaryIO, context: ExportContext) -> None:
    """Write one row a session to `stream`; rows are taken one at a time."""
    write_rows(stream, SESSION_HEADINGS, (_session_cells(row, context) for row in rows))


def decimal_hours(minutes: int) -> str:
    """Return minutes as hours with two decimals and a comma, such as "0,75"."""
    return f"{minutes / 60:.2f}".replace(".", ",")


def write_rows(
    stream: BinaryIO, headings: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]
) -> None:
    """Write headings and rows to `stream`, which stays open."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow(headings)
        for cells in rows:
            writer.writerow(
                [without_formula(cell) if isinstance(cell, str) else cell for cell in cells]
            )
        text.flush()
    finally:
        # The stream belongs to the caller: closing the wrapper would close it.
        text.detach()


def _visit_cells(row: VisitRow, context: ExportContext) -> tuple[Cell, ...]:
    visit, lists = row.visit, context.vocabulary
    content = visit.content
    changed = visit.changed_hour_utc
    return (
        content.day.isoformat(),
        paris_day(visit.entered_hour_utc).isoformat(),
        paris_day(changed).isoformat() if changed else "",
        KIND_WORDS[content.kind],
        context.place(content.centre).name,
        lists.places.label(content.place),
        place_of(content, context).commune_insee,
        content.duration_min,
        decimal_hours(content.duration_min),
        _labels(content.themes, lists.themes),
        _labels(content.administrative_themes, lists.administrative_themes),
        _labels(content.equipment, lists.equipment),
        _label(content.autonomy, lists.autonomy),
        yes_no(content.referred),
        _label(content.referral, lists.referrals),
        _label(content.gender, lists.genders),
        _label(content.age_band, lists.age_bands),
        _label(content.status, lists.statuses),
        ARRIVAL_WORDS[content.arrival] if content.arrival else "",
        ORIGIN_WORDS[content.origin],
        ROLE_WORDS[visit.recorded_by],
        yes_no(visit.is_back_dated),
        yes_no(visit.is_corrected),
        row.row_id,
        context.coverage.title(),
        context.missing_days_text(),
    )


def _session_cells(row: SessionRow, context: ExportContext) -> tuple[Cell, ...]:
    return (
        row.day.isoformat(),
        row.started_hour_utc.astimezone(PARIS).hour,
        context.place(row.centre).name,
        row.duration_min,
        _LANGUAGE_WORDS.get(row.language, row.language),
        VALUES_SEPARATOR.join(trace.walkthrough_id for trace in row.traces),
        VALUES_SEPARATOR.join(trace.last_step for trace in row.traces),
        sum(trace.finished for trace in row.traces),
        OUTCOME_WORDS[row.outcome],
        row.row_id,
        context.coverage.title(),
        context.missing_days_text(),
    )


def _labels(codes: tuple[str, ...], terms: TermList) -> str:
    return VALUES_SEPARATOR.join(terms.label(code) for code in codes)


def _label(code: str | None, terms: TermList) -> str:
    return terms.label(code) if code else ""
