# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is written for people outside the city: figures of the ledger, under French words.

A hidden figure is nothing here; whoever writes it writes « s ». A figure that was never decided,
such as a centre of which too little could be told, has no line at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.domain.disclosure import (
    NETWORK,
    PLACES_SEPARATOR,
    THEME_PREFIX,
    WHOLE,
    WITHOUT,
    Audience,
    FigureKey,
    children_of,
    days_of,
    period_title,
    steps_to,
)
from kiosk.domain.disclosure_tally import AGE_CLASSES, Population, Topic, catalogue
from kiosk.domain.periods import french_day
from kiosk.exports.safe_text import one_line
from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from kiosk.domain.disclosure_ledger import LedgerEntry
    from kiosk.domain.vocabulary import Vocabulary

EVERYWHERE = "Ensemble"
TOTAL_WORDS = {
    Population.INDIVIDUAL.value: "Accompagnements individuels",
    Population.COLLECTIVE.value: "Participations aux ateliers et groupes",
    Population.ON_PAPER.value: "Demandes comptées sur papier",
    Population.SESSIONS.value: "Passages sur les bornes",
    Population.HONOURED.value: "Rendez-vous honorés",
}
TOPIC_WORDS = {
    Topic.AGE.value: "Tranche d’âge",
    Topic.STATUS.value: "Statut",
    Topic.GENDER.value: "Genre",
    Topic.QUARTER.value: "Quartier de résidence",
}
THEME_WORDS = "Thème"
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
        licence: Words of the licence of open data.
    """

    period: str
    audience: Audience
    entries: Mapping[str, LedgerEntry]
    scope: str
    centres: Mapping[str, str]
    vocabulary: Vocabulary
    licence: str = "Licence Ouverte 2.0 (à confirmer par la ville)"

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
        for population, topics in catalogue(self.vocabulary).items():
            for topic, codes in ({WHOLE: (WHOLE,)} | dict(topics)).items():
                for code in codes:
                    if code != WITHOUT:
                        yield from self._figures_of(population, topic, code)

    def lacks(self) -> tuple[tuple[str, str], ...]:
        """Return (name, sentence) of what lacked when each month was counted."""
        months = [step for step in steps_to(self.period) if not children_of(step)]
        gaps = [f"{period_title(m)} : {e.gaps}" for m in months if (e := self.entries[m]).gaps]
        late = [f"{period_title(m)} : {e.late}" for m in months if (e := self.entries[m]).late]
        return (
            ("Jours sans donnée", " ; ".join(gaps) or "aucun"),
            ("Envois en retard", " ; ".join(late) or "aucun"),
        )

    def legend(self) -> tuple[str, ...]:
        """Return what a reader must know of the numbers."""
        least, day = self.audience.least, french_day(self.decided_on)
        return (
            f"s : nombre secret : il va de 1 à {least - 1}, ou ferait trouver un tel nombre.",
            "0 : personne n’a été compté.",
            "Un accompagnement est une aide : une personne aidée deux fois compte deux fois.",
            "Une aide peut avoir plusieurs thèmes : les thèmes ne s’additionnent pas.",
            "Âge, statut, genre, quartier et thèmes : accompagnements individuels seulement.",
            "Les tables par centre se font pour une année entière.",
            f"Nombres arrêtés le {day} : ce qui est arrivé après n’y est pas.",
        )

    def place_title(self, place: str) -> str:
        """Return the words of a place: every centre, one, or several counted together."""
        if place == NETWORK:
            return EVERYWHERE
        codes = place.split(PLACES_SEPARATOR)
        return " + ".join(one_line(self.centres.get(code) or code) for code in codes)

    def _figures_of(self, population: str, topic: str, code: str) -> Iterator[Figure]:
        for step in steps_to(self.period):
            told = self.entries[step].told[self.audience]
            rows = sorted(
                key.place
                for key in told
                if key[:4] == (population, topic, code, step) and key.place != NETWORK
            )
            for place in (NETWORK, *rows):
                key = FigureKey(population, topic, code, step, place)
                yield Figure(key, self._label(topic, code), told.get(key))

    def _label(self, topic: str, code: str) -> str:
        lists = self.vocabulary
        if topic.startswith(THEME_PREFIX):
            return lists.themes.label(topic.removeprefix(THEME_PREFIX))
        match topic:
            case Topic.AGE:
                ages = {one.code: one.label for one in AGE_CLASSES}
                return ages.get(code) or lists.age_bands.label(code)
            case Topic.STATUS:
                return lists.statuses.label(code)
            case Topic.GENDER:
                return lists.genders.label(code)
            case Topic.QUARTER:
                label = lists.home_quarters.label(code)
                return label if label != code else lists.genders.label(code)
            case _:
                return TOTAL_WORD


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with its words.

    Attributes:
        key: Which one.
        label: Words of its code.
        n: The number; nothing if it is secret.
    """

    key: FigureKey
    label: str
    n: int | None

    @property
    def topic_words(self) -> str:
        """Words of what it is divided by."""
        if self.key.topic.startswith(THEME_PREFIX):
            return THEME_WORDS
        return TOPIC_WORDS.get(self.key.topic, TOTAL_WORD)


def days_text(period: str) -> tuple[str, str]:
    """Return the first and the last day of a period, ISO."""
    days = days_of(period)
    return days.first.isoformat(), days.last.isoformat()
