# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the form of the exports asks for, or what is wrong with it, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import VisitKind
from kiosk.domain.disclosure import period_name
from kiosk.domain.periods import Period, parse_day
from kiosk.domain.statistics import Choice
from kiosk.exports.registry import FIGURES, ExportKind
from kiosk.foundation.errors import Refused
from sync.server.export_writer import Wanted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

KIND, FIRST, LAST, CENTRE, VISIT_KIND = "fichier", "du", "au", "centre", "sorte"
FIELDS: Final = {
    KIND: "Quel fichier",
    FIRST: "Du",
    LAST: "Au",
    CENTRE: "Centre",
    VISIT_KIND: "Sorte d’aide",
}
"""Names of the fields -> what their captions say."""
_LONGEST_TYPED: Final = 40
_WHOLE_NETWORK: Final = (
    "Ces tableaux sont de tout le réseau et de toute aide : ne choisissez ni centre, ni sorte."
)
_REFUSALS: Final = {
    "day_unreadable": "Ce jour n’est pas lisible : écrivez-le ainsi, 14/10/2026.",
    "period_out_of_calendar": "Ce jour est trop loin : vérifiez l’année.",
    "period_reversed": "Le dernier jour vient avant le premier : échangez-les.",
    "period_too_long": "Dix ans au plus : choisissez moins de jours.",
    "figures_too_long": "Cinq ans au plus pour les statistiques et le rapport : "
    "choisissez moins de jours, ou le détail.",
    "period_not_calendar": "Il faut un mois, un trimestre ou une année entière.",
    "period_not_closed": "Cette période n’est pas finie : attendez le mois suivant.",
}


class FormRefused(Exception):
    """A form that asks for no file.

    Attributes:
        problems: Field -> what is wrong with it and what to do.
    """

    def __init__(self, problems: Mapping[str, str]) -> None:
        """Keep what is wrong."""
        super().__init__(", ".join(problems))
        self.problems = problems


def typed_in(form: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed and chosen, to be shown again."""
    return {name: form.get(name, "")[:_LONGEST_TYPED] for name in FIELDS}


def wanted_in(
    form: Mapping[str, str], codes: Collection[str], today: date, *, sees_all: bool
) -> Wanted:
    """Return the file that a form asks for.

    Args:
        form: Its fields.
        codes: Codes of the centres that the person sees.
        today: The day of the request.
        sees_all: Whether the person sees the whole network.

    Raises:
        FormRefused: If a field is wrong; all of those that can be told at once.
    """
    problems: dict[str, str] = {}
    kind = _kind(form.get(KIND, ""), problems)
    first = _day(form, FIRST, problems)
    last = _day(form, LAST, problems)
    centre, visit_kind = form.get(CENTRE, ""), form.get(VISIT_KIND, "")
    if centre not in codes and (centre or not sees_all):
        problems[CENTRE] = "Choisissez un centre de la liste."
    if visit_kind and visit_kind not in set(VisitKind):
        problems[VISIT_KIND] = "Choisissez une sorte d’aide de la liste."
    if kind is not None and kind.for_outsiders:
        _check_tables(problems, centre=centre, visit_kind=visit_kind, sees_all=sees_all)
    if first is not None and last is not None:
        _check_days(kind, first, last, today, problems)
    if problems or kind is None or first is None or last is None:
        raise FormRefused({name: problems[name] for name in FIELDS if name in problems})
    return Wanted(kind, Period(first, last), centre, visit_kind)


def _kind(value: str, problems: dict[str, str]) -> ExportKind | None:
    try:
        return ExportKind(value)
    except ValueError:
        problems[KIND] = "Choisissez un fichier de la liste."
        return None


def _day(form: Mapping[str, str], name: str, problems: dict[str, str]) -> date | None:
    try:
        return parse_day(form.get(name, ""))
    except Refused as error:
        problems[name] = _REFUSALS[error.reason]
        return None


def _check_tables(
    problems: dict[str, str], *, centre: str, visit_kind: str, sees_all: bool
) -> None:
    """Keep tables that hide small numbers to the whole network: they are decided once for all."""
    if not sees_all:
        problems.pop(CENTRE, None)
        problems[KIND] = (
            "Ces tableaux sont de tout le réseau : demandez-les à la coordination de la ville."
        )
        return
    if centre:
        problems[CENTRE] = _WHOLE_NETWORK
    if visit_kind:
        problems[VISIT_KIND] = _WHOLE_NETWORK


def _check_days(
    kind: ExportKind | None, first: date, last: date, today: date, problems: dict[str, str]
) -> None:
    try:
        period = Period(first, last)
        if kind in FIGURES:
            Choice(period)
        if kind is not None and kind.for_outsiders:
            period_name(period, today=today)
    except Refused as error:
        problems[LAST] = _REFUSALS[error.reason]
