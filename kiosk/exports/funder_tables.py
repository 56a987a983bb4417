# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written for people outside the city: figures of the ledger, under French words.

A hidden figure is nothing here; whoever writes it writes « s ». A figure that was never decided,
such as a centre of which too little could be told, has no line at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.disclosure import (
    BY,
    HOURS_OPEN,
    HOURS_USED,
    NETWORK,
    PLACES_SEPARATOR,
    SECRET,
    THEME_PREFIX,
    WHOLE,
    WITH,
    WITHOUT,
    Audience,
    FigureKey,
    children_of,
    days_of,
    months_of,
    period_title,
    steps_to,
)
from kiosk.domain.disclosure_ledger import LATE_STEP
from kiosk.domain.disclosure_start import is_unserved
from kiosk.domain.disclosure_tally import AGE_CLASSES, Population, Topic, catalogue
from kiosk.domain.periods import french_day
from kiosk.exports.licences import OpenLicence
from kiosk.exports.safe_text import one_line
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kiosk.domain.disclosure_ledger import LedgerEntry
    from kiosk.domain.vocabulary import Vocabulary

EVERYWHERE = "Ensemble"
NO_SERVICE = "–"
"""How a cell is written in which there was no service yet; never 0."""
TOTAL_WORDS = {
    Population.INDIVIDUAL.value: "Accompagnements individuels",
    Population.COLLECTIVE.value: "Participations aux ateliers et groupes",
    Population.ON_PAPER.value: "Demandes comptées sur papier",
    Population.SESSIONS.value: "Passages sur les bornes",
    Population.HONOURED.value: "Rendez-vous honorés",
    HOURS_OPEN: "Heures d’ouverture",
    HOURS_USED: "Heures d’occupation des bornes",
}
TOPIC_WORDS = {
    Topic.AGE.value: "Tranche d’âge",
    Topic.STATUS.value: "Statut",
    Topic.GENDER.value: "Genre",
    Topic.QUARTER.value: "Quartier de résidence",
}
THEME_WORDS = "Thème"
AGE_LABELS = {one.code: one.label for one in AGE_CLASSES}
CROSSED_WORDS = "Thème et quartier"
TOTAL_WORD = "Total"


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What was decided for one audience, with what its files say besides.

    Attributes:
        period: Name of the period asked for.
        audience: Who gets it.
        entries: The ledger, at least the period and those within it, by name.
        scope: What is covered, in French, such as « Le réseau : … ».
        centres: Names of the centres, by code.
        vocabulary: Lists that give the labels.
        late: By month, how much arrived after it was counted, cut to tens; nothing if unknown.
        licence: The licence of open data.
    """

    period: str
    audience: Audience
    entries: Mapping[str, LedgerEntry]
    scope: str
    centres: Mapping[str, str]
    vocabulary: Vocabulary
    late: Mapping[str, int | None]
    licence: OpenLicence = OpenLicence.ETALAB

    @property
    def title(self) -> str:
        """The period in French."""
        return period_title(self.period)

    @property
    def decided_on(self) -> date:
        """Day on which the last of the numbers was decided, in Paris."""
        return max(paris_day(self.entries[step].decided_utc) for step in steps_to(self.period))

    def figures(self) -> Iterator[Figure]:
        """Give every figure of the period and of those within it, in the order to show."""
        found: dict[tuple[str, str, str], list[FigureKey]] = {}
        told = {k: n for one in self.entries.values() for k, n in one.told[self.audience].items()}
        steps = steps_to(self.period)
        for key in sorted(told, key=lambda k: (steps.index(k.period), k.place != NETWORK, k.place)):
            found.setdefault(key[:3], []).append(key)
        tables = {**catalogue(self.vocabulary), HOURS_OPEN: {}, HOURS_USED: {}}
        for population, topics in tables.items():
            for topic, codes in ({WHOLE: (WHOLE,)} | dict(topics)).items():
                for code in codes:
                    if code != WITHOUT:
                        label = self._label(topic, code)
                        for key in found.get((population, topic, code), ()):
                            n, is_served = told[key], self._is_served(key, told[key])
                            yield Figure(key, label, n if is_served else None, is_served)

    def _is_served(self, key: FigureKey, n: int | None) -> bool:
        """Say whether a figure is one: nobody, where there was no service yet, is none."""
        if n != 0:
            return True
        months = {month: self.entries[month].counts for month in months_of(key.period)}
        return not is_unserved(months, key.period, key.place)

    def left_out_of_crossing(self) -> str:
        """Return who is in no table that divides people twice, in words."""
        told = self.entries[self.period].told[self.audience]
        others = (Population.COLLECTIVE, Population.ON_PAPER)
        numbers = [told.get(FigureKey(one.value, WHOLE, WHOLE, self.period)) for one in others]
        known = [n for n in numbers if n is not None]
        n = str(sum(known)) if len(known) == len(others) else SECRET
        return f"hors ateliers, groupes et comptages : {n} personnes"

    def lacks(self) -> tuple[tuple[str, str], ...]:
        """Return (name, sentence) of what lacked when each month was counted."""
        months = [step for step in steps_to(self.period) if not children_of(step)]
        gaps = [f"{period_title(m)} : {e.gaps}" for m in months if (e := self.entries[m]).gaps]
        late = [f"{period_title(m)} : {e.late}" for m in months if (e := self.entries[m]).late]
        return (
            ("Jours sans donnée", " ; ".join(gaps) or "aucun"),
            ("Envois en retard", " ; ".join(late) or "aucun"),
            ("Aides arrivées depuis, non comptées", self._late_words()),
        )

    def _late_words(self) -> str:
        words = [
            f"{period_title(month)} : " + ("nombre non connu" if n is None else f"{n} au moins")
            for month, n in sorted(self.late.items())
            if n != 0
        ]
        others = f"moins de {LATE_STEP}" + (" pour chaque autre mois" if words else " par mois")
        return " ; ".join(words + ([others] if len(words) < len(self.late) else []))

    def legend(self) -> tuple[str, ...]:
        """Return what a reader must know of the numbers."""
        least, day = self.audience.least, french_day(self.decided_on)
        return (
            f"s : nombre secret : il va de 1 à {least - 1}, ou ferait trouver un tel nombre.",
            "0 : personne n’a été compté.",
            f"{NO_SERVICE} : pas de service : rien ne se comptait encore.",
            "Un accompagnement est une aide : une personne aidée deux fois compte deux fois.",
            "Une aide peut avoir plusieurs thèmes : les thèmes ne s’additionnent pas.",
            "Âge, statut, genre, quartier et thèmes : accompagnements individuels seulement.",
            *(self._legend_of_two() if self.audience is Audience.FUNDERS else ()),
            "Détail par centre : pour une année entière.",
            "Heures d’ouverture : celles de la porte du centre.",
            "Heures d’occupation : durée des passages, en heures pleines par mois et centre.",
            "Heures secrètes : celles de peu de passages, ou qui feraient trouver celles-là.",
            f"Nombres arrêtés le {day} : jamais révisés. Ce qui est arrivé après n’y est pas.",
            "Une aide déjà comptée dans un mois publié n’est pas recomptée dans un autre.",
        )

    def _legend_of_two(self) -> tuple[str, ...]:
        return (
            "Total par centre et par mois : dans les tableaux d’un trimestre ou d’une année.",
            f"{CROSSED_WORDS} : par trimestre et par année ; {self.left_out_of_crossing()}.",
        )

    def place_title(self, place: str) -> str:
        """Return the words of a place: every centre, one, or several counted together."""
        if place == NETWORK:
            return EVERYWHERE
        codes = place.split(PLACES_SEPARATOR)
        return " + ".join(one_line(self.centres.get(code) or code) for code in codes)

    def _label(self, topic: str, code: str) -> str:
        lists = self.vocabulary
        theme, _, by = topic.partition(BY)
        if by:
            return f"{self._label(theme, WITH)} · {self._label(by, code)}"
        if theme.startswith(THEME_PREFIX):
            return lists.themes.label(theme.removeprefix(THEME_PREFIX))
        if topic == Topic.AGE:
            return AGE_LABELS.get(code) or lists.age_bands.label(code)
        if topic == Topic.QUARTER:
            label = lists.home_quarters.label(code)
            return label if label != code else lists.genders.label(code)
        named = {Topic.STATUS: lists.statuses, Topic.GENDER: lists.genders}
        return named[Topic(topic)].label(code) if topic != WHOLE else TOTAL_WORD


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its words.

    Attributes:
        key: Which one.
        label: Words of its code.
        n: The number; nothing if it is secret, or if there was no service yet.
        is_served: Whether there was a service.
    """

    key: FigureKey
    label: str
    n: int | None
    is_served: bool = True

    @property
    def is_secret(self) -> bool:
        """Whether there is a number that is not told."""
        return self.n is None and self.is_served

    @property
    def topic_words(self) -> str:
        """Words of what it is divided by."""
        if self.key.topic.startswith(THEME_PREFIX):
            return CROSSED_WORDS if BY in self.key.topic else THEME_WORDS
        return TOPIC_WORDS.get(self.key.topic, TOTAL_WORD)


def days_text(period: str) -> tuple[str, str]:
    """Return the first and the last day of a period, ISO."""
    days = days_of(period)
    return days.first.isoformat(), days.last.isoformat()
