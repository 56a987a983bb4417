# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files that can be made, by who asks for them, and how each is made; no Qt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from kiosk.exports.registry import AUDIENCES, ExportKind
from kiosk.services.exports import Exported, Order
from kiosk.services.staff import StaffRole
from ui.machine_words import machine_text
from ui.wording import grouped_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from kiosk.domain.periods import Period
    from kiosk.exports.progress import Progress
    from kiosk.foundation.translation import Translator
    from kiosk.services.exports import ExportReport, ExportService
    from kiosk.services.publications import PublicationService


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
        "Une ligne par fiche",
        (
            _Form("CSV", ExportKind.CSV),
            _Form("XLSX", ExportKind.XLSX),
            _Form("ODS", ExportKind.ODS),
        ),
    ),
    _Offer(
        "presentation-analytics",
        "Statistiques",
        "Toutes les rubriques, en deux feuilles",
        (_Form("XLSX", ExportKind.STATISTICS),),
    ),
    _Offer(
        "report",
        "Rapport mensuel",
        "Une page, prête à imprimer",
        (_Form("PDF", ExportKind.REPORT),),
    ),
    _Offer(
        "device-desktop",
        "Passages sur la borne",
        "Une ligne par passage",
        (_Form("CSV", ExportKind.CSV, Exported.SESSIONS),),
    ),
)
_TEAM_TITLE, _OUTSIDE_TITLE = "Restent dans l’équipe", "À donner dehors"
_TEAM_RULE = (
    "Le rapport et les statistiques montrent aussi les petits nombres. Dans un détail, une ligne "
    "rare peut être reconnue par quelqu’un qui était là. Ces fichiers restent dans l’équipe."
)
_OUTSIDE_RULE = "Pour un financeur ou une publication : les petits nombres y sont cachés."
TEAM_SHORT_RULE = "Ces fichiers restent dans l’équipe : ni à transmettre ni à publier."
_ONCE = "Une fois fait, ce mois ne change plus : notez d’abord toutes ses fiches."
_TEAM_HINT, _OUTSIDE_HINT = "Reste dans l’équipe.", "Petits nombres cachés : à donner dehors."
FIRST_OFFERS = ("Rapport mensuel", "Tableau détaillé", "La Coop de la médiation")
"""What the page of the month offers; the others stand on the page of the exports."""
_FOR_OUTSIDERS = (
    _Offer(
        "building-bank",
        "Ville et financeurs",
        "Petits nombres cachés, à partir de 5",
        (_Form("XLSX", ExportKind.FUNDERS),),
    ),
    _Offer(
        "world-up",
        "Données ouvertes",
        "Petits nombres cachés, à partir de 11",
        (_Form("CSV·Parquet", ExportKind.OPEN_DATA),),
    ),
)
_ALL = (*_OFFERS, *_FOR_OUTSIDERS)


@dataclass(frozen=True, slots=True)
class FormLine:
    """A format to touch: its key, its word, its name as heard, and for whom, heard after it."""

    key: str
    word: str
    spoken: str
    hint: str


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


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """Files for the same people: who they are for, what must be known of them, and they."""

    title: str
    rule: str
    offers: tuple[ExportLine, ...]


def _key(form: _Form) -> str:
    """Return the key of a format, which is its word in the journal too."""
    if form.kind in AUDIENCES:
        return form.kind.value
    return f"{form.what.value}-{form.kind.value}"


def export_lines(
    translator: Translator, titles: tuple[str, ...] = (), *, is_post: bool = False
) -> tuple[ExportLine, ...]:
    """Return what this machine can make; `titles` keeps some of it, in their order."""
    by_title = {offer.title: offer for offer in _OFFERS}
    offers = (by_title[title] for title in titles or by_title)
    return tuple(_line(offer, translator, is_post=is_post) for offer in offers)


def offer_groups(
    translator: Translator, *, has_city: bool, is_post: bool = False
) -> tuple[OfferGroup, ...]:
    """Return every file: those that stay within the team, then those that may be handed out."""
    t = translator.text
    return (
        OfferGroup(t(_TEAM_TITLE), t(_TEAM_RULE), export_lines(translator, is_post=is_post)),
        OfferGroup(
            t(_OUTSIDE_TITLE), t(_OUTSIDE_RULE), _outsider_lines(translator, has_city=has_city)
        ),
    )


def _outsider_lines(translator: Translator, *, has_city: bool) -> tuple[ExportLine, ...]:
    """Return the tables that hide small numbers; where there is a city, that it makes them.

    What is made first of a month is what stays of it, which must be known before.
    """
    lines = tuple(_line(offer, translator) for offer in _FOR_OUTSIDERS)
    if not has_city:
        once = translator.text(_ONCE)
        return tuple(replace(line, detail=f"{line.detail}. {once}") for line in lines)
    there = translator.text("Ces tableaux se font sur le serveur de la ville.")
    return tuple(replace(line, detail=f"{line.detail}. {there}", forms=()) for line in lines)


def _line(offer: _Offer, translator: Translator, *, is_post: bool = False) -> ExportLine:
    title = translator.text(machine_text(offer.title, is_post=is_post))
    forms = (
        FormLine(
            _key(form),
            form.word,
            f"{title} : {form.word}",
            translator.text(_OUTSIDE_HINT if form.kind.for_outsiders else _TEAM_HINT),
        )
        for form in offer.forms
    )
    return ExportLine(offer.icon, title, translator.text(offer.detail), tuple(forms))


def kind_words(kind: str, translator: Translator, *, is_post: bool) -> str:
    """Return the words of a line of the journal: « Tableau détaillé, ODS »; the code if unknown."""
    for offer in _ALL:
        for form in offer.forms:
            if _key(form) == kind:
                title = translator.text(machine_text(offer.title, is_post=is_post))
                return f"{title}, {form.word}"
    return kind


def rows_words(kind: str, n_rows: int, translator: Translator) -> str:
    """Return how long the file of a line of the journal is: « 24 lignes », « un document »."""
    forms = (form for offer in _ALL for form in offer.forms if _key(form) == kind)
    if any(not form.kind.is_list for form in forms):
        return translator.text("un document")
    words = translator.plural("{n} ligne", "{n} lignes", n_rows)
    return words.replace(str(n_rows), grouped_number(n_rows))


class Maker(NamedTuple):
    """What makes a file: told how far it is, in rows or in steps.

    Attributes:
        make: Makes it.
        in_steps: Whether it is told in steps.
        own: Folder of the machine, out of reach of who has no key to carry the file on.
    """

    make: Callable[[Progress], ExportReport]
    in_steps: bool
    own: Path


@dataclass(frozen=True, slots=True)
class ExportMeans:
    """What files are made with.

    Attributes:
        exports: The service of files.
        publications: The service of tables for people outside.
        folder: Where files go: a USB key if there is one.
        own: Folder of the machine where they go without a key.
        titles: Names of walkthroughs, for the statistics.
        role: In which role files are asked for.
    """

    exports: ExportService
    publications: PublicationService
    folder: Callable[[], Path]
    own: Path
    titles: Callable[[], Mapping[str, str]]
    role: StaffRole = StaffRole.COORDINATOR

    def maker(self, key: str, period: Period) -> Maker:
        """Return what makes a file of some days."""
        form = next(form for offer in _ALL for form in offer.forms if _key(form) == key)

        def make(progress: Progress) -> ExportReport:
            file = self.exports.file_name(period, form.kind, what=form.what)
            order = Order(form.kind, self.role, form.what)
            path = self.folder() / file
            if form.kind in AUDIENCES:
                return self.publications.export(period, order, path, progress=progress)
            return self.exports.export(
                period,
                order,
                path,
                progress=progress,
                walkthrough_titles=self.titles(),
            )

        by_rows = form.kind.told_by_rows or form.what is Exported.SESSIONS
        return Maker(make, in_steps=not by_rows, own=self.own)
