# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that can be made, by who asks for them, and how each is made; no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kiosk.exports.registry import ExportKind
from kiosk.services.exports import Exported, Order
from kiosk.services.staff import StaffRole

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kiosk.domain.periods import Period
    from kiosk.exports.progress import Progress
    from kiosk.foundation.translation import Translator
    from kiosk.services.exports import ExportReport, ExportService


class _Form(NamedTuple):
    """A format of an offer: its word, what one row is, which kind of file."""

    word: str
    kind: ExportKind
    what: Exported = Exported.VISITS


class _Offer(NamedTuple):
    icon: str
    title: str
    detail: str
    forms: tuple[_Form, ...]


_OFFERS = (
    _Offer(
        "copy-check",
        "La Coop de la médiation",
        "Les colonnes de l’outil national",
        (_Form("XLSX", ExportKind.COOP),),
    ),
    _Offer(
        "edit",
        "Feuille à recopier",
        "Pour saisir dans l’outil national, ligne à ligne",
        (_Form("XLSX", ExportKind.REKEYING),),
    ),
    _Offer(
        "table",
        "Tableau détaillé",
        "Une ligne par accompagnement",
        (
            _Form("CSV", ExportKind.CSV),
            _Form("XLSX", ExportKind.XLSX),
            _Form("ODS", ExportKind.ODS),
        ),
    ),
    _Offer(
        "presentation-analytics",
        "Statistiques",
        "Toutes les rubriques, une feuille chacune",
        (_Form("XLSX", ExportKind.STATISTICS),),
    ),
    _Offer(
        "device-desktop",
        "Passages sur la borne",
        "Une ligne par passage",
        (_Form("CSV", ExportKind.CSV, Exported.SESSIONS),),
    ),
)
FIRST_OFFERS = ("La Coop de la médiation", "Tableau détaillé", "Statistiques")
"""What the page of the month offers; the others stand on the page of the exports."""
_OF_THE_CITY = (
    ("building-bank", "Ville et financeurs", "Petits nombres cachés, à partir de 5"),
    ("world-up", "Données ouvertes", "Petits nombres cachés, à partir de 11"),
)


@dataclass(frozen=True, slots=True)
class FormLine:
    """A format to touch: its key, its word, its name as heard."""

    key: str
    word: str
    spoken: str


@dataclass(frozen=True, slots=True)
class ExportLine:
    """A file to make: who asks for it, what it holds, its formats.

    Attributes:
        icon: Icon before it.
        title: Who asks for it, or what it is.
        detail: What it holds; where it is not made here, where it is.
        forms: Its formats; none where it is not made here.
    """

    icon: str
    title: str
    detail: str
    forms: tuple[FormLine, ...]


def _key(form: _Form) -> str:
    return f"{form.what.value}-{form.kind.value}"


def export_lines(translator: Translator, titles: tuple[str, ...] = ()) -> tuple[ExportLine, ...]:
    """Return what this machine can make; `titles` keeps some of it."""
    t = translator.text
    return tuple(
        ExportLine(
            offer.icon,
            t(offer.title),
            t(offer.detail),
            tuple(
                FormLine(_key(form), form.word, f"{t(offer.title)} : {form.word}")
                for form in offer.forms
            ),
        )
        for offer in _OFFERS
        if not titles or offer.title in titles
    )


def city_lines(translator: Translator) -> tuple[ExportLine, ...]:
    """Return what only the city can make, each with the sentence that says so."""
    t = translator.text
    return tuple(
        ExportLine(
            icon,
            t(title),
            f"{t(detail)}. {t('Ces tableaux se font sur le serveur de la ville.')}",
            (),
        )
        for icon, title, detail in _OF_THE_CITY
    )


def kind_words(kind: str, translator: Translator) -> str:
    """Return the words of a line of the journal: « Tableau détaillé, ODS »; the code if unknown."""
    for offer in _OFFERS:
        for form in offer.forms:
            if _key(form) == kind:
                return f"{translator.text(offer.title)}, {form.word}"
    return kind


@dataclass(frozen=True, slots=True)
class ExportMeans:
    """What files are made with.

    Attributes:
        exports: The service.
        folder: Where files go: a USB key if there is one.
        titles: Names of walkthroughs, for the statistics.
        role: In which role files are asked for.
    """

    exports: ExportService
    folder: Callable[[], Path]
    titles: Callable[[], Mapping[str, str]]
    role: StaffRole = StaffRole.COORDINATOR

    def maker(self, key: str, period: Period) -> Callable[[Progress], ExportReport]:
        """Return what makes a file of some days, told how far it is."""
        form = next(form for offer in _OFFERS for form in offer.forms if _key(form) == key)

        def make(progress: Progress) -> ExportReport:
            file = self.exports.file_name(period, form.kind, what=form.what)
            order = Order(form.kind, self.role, form.what)
            return self.exports.export(
                period,
                order,
                self.folder() / file,
                progress=progress,
                walkthrough_titles=self.titles(),
            )

        return make
