# SPDX-License-Identifier: AGPL-3.0-or-later
"""Turns the texts of a sheet into blocks: chapters, cases, lists, tables, notes, services."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.service_public.blocks import (
    Block,
    Checklist,
    Choice,
    Choose,
    GoOnline,
    Guard,
    Line,
    Say,
)
from kiosk.content.service_public.inline import clean
from kiosk.content.service_public.logic import Connective, Logic
from kiosk.content.service_public.materials import (
    MAX_NAME,
    ContactDraft,
    SiteDraft,
    marked_slug,
    phone_in,
    safe_address,
)
from kiosk.content.service_public.sheet_context import RemarkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.content.service_public.sheet_context import Context
    from kiosk.content.service_public.sheet_xml import Element

WHICH_CASE = "Quel est votre cas ?"
WHICH_WAY = "Comment voulez-vous faire ?"
SOME_CASES = "Dans certains cas :"
NOTES = {
    "ANoter": "À noter",
    "ASavoir": "À savoir",
    "Attention": "Attention",
    "Rappel": "Rappel",
    "Exemple": "Exemple",
}
SERVICES = frozenset({"ServiceEnLigne", "LienExterneCommente", "LienWeb"})
CONTACTS = frozenset({"OuSAdresser", "QuiPeutMAider", "OuSAdresserSupport"})
_HEADS = frozenset({"Titre", "TitreAlternatif", "Condition", "TitreFlottant"})
_PASSED_THROUGH = frozenset({"Texte", "Introduction", "ContenuIllustre", "Contenu", "Description"})
_DRAWN = frozenset({"Image", "Illustration"})
_PAPERS = re.compile(
    r"(pièces|documents|justificatifs?) (à fournir|à présenter|nécessaires)", re.IGNORECASE
)
MAX_PREPARE = 5


@dataclass(slots=True)
class _Place:
    """Where reading stands: under which title, among papers or not, in which case."""

    title: str
    is_papers: bool = False
    logic: Logic | None = None
    case: str = ""


class BlockReader:
    """Reads the blocks of one sheet."""

    def __init__(self, context: Context) -> None:
        """Read with what `context` holds."""
        self._context = context
        self._blocks: list[Block] = []
        self._readers: dict[str, Callable[[Element, _Place], None]] = {
            "Paragraphe": self._paragraph,
            "Liste": self._items,
            "Tableau": self._table,
            "Chapitre": self._chapter,
            "SousChapitre": self._chapter,
            "BlocCas": self._cases,
            "ListeSituations": self._cases,
            "FragmentConditionne": self._fragment,
            **dict.fromkeys(NOTES, self._note),
            **dict.fromkeys(SERVICES, self._service),
            **dict.fromkeys(CONTACTS, self._contact),
            **dict.fromkeys(_PASSED_THROUGH, self._inside),
        }

    def read(self, element: Element, title: str) -> list[Block]:
        """Return the blocks inside `element`, told under `title`."""
        return self._inner(element, _Place(title))

    def _inner(self, element: Element, place: _Place) -> list[Block]:
        outer, self._blocks = self._blocks, []
        self._inside(element, place)
        inner, self._blocks = self._blocks, outer
        return inner

    def _inside(self, element: Element, place: _Place) -> None:
        ledger = self._context.ledger
        ledger.use(element)
        for child in element.children:
            if isinstance(child, str):
                self._say(clean(child), "", place)
            elif child.tag in _HEADS or child.tag in _DRAWN:
                continue
            elif child.tag in self._readers:
                self._readers[child.tag](child, place)
            elif any(inner.tag in self._readers for inner in child.elements()):
                self._inside(child, place)
                ledger.keep(child)
            else:
                text, explained = self._context.text_and_help(child)
                self._say(text, explained, place)
                ledger.keep(child)

    def _say(self, text: str, explained: str, place: _Place) -> None:
        if not text:
            return
        last = self._blocks[-1] if self._blocks else None
        if not isinstance(last, Say) or last.title != place.title or last.contact_id:
            last = Say(place.title)
            self._blocks.append(last)
        last.lines.append(Line(text, place.logic, place.case))
        last.help_text = last.help_text or explained

    def _paragraph(self, element: Element, place: _Place) -> None:
        self._say(*self._context.text_and_help(element), place)

    def _items(self, element: Element, place: _Place) -> None:
        self._context.ledger.use(element)
        for child in element.elements():
            if child.tag != "Item":
                self._inside(child, place)
                self._context.ledger.keep(child)
                continue
            inner = self._conditioned(child, place)
            self._context.ledger.use(child)
            if place.is_papers:
                self._paper(child, inner)
            else:
                self._inside(child, inner)

    def _paper(self, item: Element, place: _Place) -> None:
        ledger = self._context.ledger
        parts = []
        for child in item.elements():
            if child.tag == "Liste":
                self._items(child, place)
            elif child.tag == "Paragraphe":
                parts.append(self._context.text(child))
            elif child.tag != "Condition":
                self._inside(child, place)
                ledger.keep(child)
        text = " ".join(part for part in parts if part)[:MAX_NAME]
        if not text:
            return
        last = self._blocks[-1] if self._blocks else None
        if not isinstance(last, Checklist) or last.title != place.title:
            last = Checklist(place.title)
            self._blocks.append(last)
        last.papers.append(Line(text, place.logic, place.case))

    def _conditioned(self, element: Element, place: _Place) -> _Place:
        has_condition, logic = self._context.logic(element)
        if not has_condition:
            return place
        return _Place(place.title, place.is_papers, logic, SOME_CASES)

    def _table(self, element: Element, place: _Place) -> None:
        ledger = self._context.ledger
        ledger.use(element)
        heads: list[str] = []
        for child in element.elements():
            if child.tag == "TitreRiche":
                self._say(self._context.text(child), "", place)
            elif child.tag == "Rangée":
                ledger.use(child)
                cells = [self._context.text(cell) for cell in child.elements()]
                if child.get("type") == "header":
                    heads = cells
                    continue
                self._say(_row(cells, heads), "", place)

    def _note(self, element: Element, place: _Place) -> None:
        ledger = self._context.ledger
        ledger.use(element)
        lead = self._context.title(element) or NOTES[element.tag]
        body = self._inner(element, place)
        first = next((block for block in body if isinstance(block, Say) and block.lines), None)
        if first is not None:
            first.lines[0].text = f"{lead} : {first.lines[0].text}"
        self._append(body)

    def _append(self, body: list[Block]) -> None:
        """Add blocks; texts under the title that stands open go on there."""
        last = self._blocks[-1] if self._blocks else None
        for block in body:
            goes_on = isinstance(block, Say) and isinstance(last, Say) and not last.contact_id
            if goes_on and isinstance(block, Say) and isinstance(last, Say):
                goes_on = block.title == last.title and not block.contact_id
                if goes_on:
                    last.lines += block.lines
                    last.help_text = last.help_text or block.help_text
                    continue
            self._blocks.append(block)
            last = block

    def _chapter(self, element: Element, place: _Place) -> None:
        context = self._context
        context.ledger.use(element)
        title = context.title(element) or place.title
        is_papers = (
            place.is_papers or element.get("type") == "pieces" or bool(_PAPERS.search(title))
        )
        has_condition, logic = context.logic(element)
        other = element.first("TitreAlternatif")
        label = context.text(other) if other is not None else title
        body = self._inner(element, _Place(title, is_papers, place.logic, place.case))
        if has_condition and body:
            self._blocks.append(Guard(logic, label, context.key(f"cas_{label}"), body))
        else:
            self._blocks += body

    def _fragment(self, element: Element, place: _Place) -> None:
        self._context.ledger.use(element)
        inner = self._conditioned(element, place)
        plain = {"Paragraphe", "Liste", "Condition", *NOTES}
        if all(child.tag in plain for child in element.elements()):
            self._inside(element, inner)
            return
        body = self._inner(element, place)
        if body:
            self._blocks.append(Guard(inner.logic, "", self._context.key("fragment"), body))

    def _cases(self, element: Element, place: _Place) -> None:
        context = self._context
        context.ledger.use(element)
        cases = element.named("Cas", "Situation")
        for child in element.elements():
            if child.tag not in {"Cas", "Situation"}:
                self._inside(child, place)
                context.ledger.keep(child)
        is_way = element.get("type") == "modalite" or any(
            case.get("type") in {"enLigne", "surPlace", "parCorres"} for case in cases
        )
        stem = "moyen" if is_way else "cas"
        key = context.key(f"{stem}_{place.title}")
        choices = [self._case(case, place) for case in cases]
        if is_way and len({choice.label for choice in choices}) == len(choices):
            _remember_way(choices)
        if len(choices) == 1:
            only = choices[0]
            label = only.label if only.logic is not None else ""
            self._blocks.append(Guard(only.logic, label, key, only.body))
        elif choices:
            title = WHICH_WAY if is_way else WHICH_CASE
            self._blocks.append(Choose(title, place.title, "", key, choices))

    def _case(self, element: Element, place: _Place) -> Choice:
        context = self._context
        context.ledger.use(element)
        label = context.title(element) or "Autre cas"
        _, logic = context.logic(element)
        made = frozenset({logic.variable}) if logic and _is_variable(logic) else frozenset[str]()
        body = self._inner(element, _Place(label, place.is_papers, place.logic, place.case))
        return Choice(label, label, made, frozenset(), logic, body)

    def _service(self, element: Element, place: _Place) -> None:
        context = self._context
        context.ledger.use(element)
        source = element.first("Source")
        context.text(source)
        title = context.title(element) or place.title
        address = safe_address(element.get("URL"))
        prepare = []
        for child in element.named("Introduction", "Commentaire"):
            prepare += [context.text(inner) for inner in _paragraphs(child, context)]
        if address is None:
            context.remark(
                RemarkKind.ADDRESS, f"« {title} » : adresse absente ou refusée, dite sans lien"
            )
            self._say(title, "", place)
            for text in prepare:
                self._say(text, "", place)
            return
        if element.get("URL").strip().startswith("http:"):
            context.remark(RemarkKind.ADDRESS, f"« {title} » : adresse en http, notée en https")
        key = marked_slug("dila", address)
        context.materials.sites[key] = SiteDraft(address, title)
        kept = [text for text in prepare if text]
        if any(isinstance(block, GoOnline) and block.url_id == key for block in self._blocks):
            return
        self._blocks.append(
            GoOnline(title, key, kept[:MAX_PREPARE], context.key(f"site_{element.get('ID')}"))
        )
        for text in kept[MAX_PREPARE:]:
            self._say(text, "", place)

    def _contact(self, element: Element, place: _Place) -> None:
        context = self._context
        context.ledger.use(element)
        pivot = element.first("PivotLocal")
        context.text(pivot)
        context.text(element.first("Source"))
        title = context.title(element) or "Un service peut vous aider"
        inner = _Place(title, logic=place.logic, case=place.case)
        rest = [child for child in element.elements() if child.tag in {"Texte", "Complement"}]
        body: list[Block] = []
        for child in rest:
            body += self._inner(child, inner)
        lines = [line for block in body if isinstance(block, Say) for line in block.lines]
        phone = next(filter(None, (phone_in(line.text) for line in lines)), None)
        key = marked_slug("dila", f"{title} {phone}")
        context.materials.contacts[key] = ContactDraft(title, phone)
        said = Say(title, lines, contact_id=key)
        self._blocks.append(said)
        self._blocks += [block for block in body if not isinstance(block, Say)]


def _is_variable(logic: Logic) -> bool:
    return logic.connective is Connective.VARIABLE


def _remember_way(choices: list[Choice]) -> None:
    """Let the way chosen once (online, on the spot, by post) hold for the rest of the sheet."""
    name = " / ".join(choice.label for choice in choices)
    for choice in choices:
        if choice.logic is None:
            variable = f"{name} : {choice.label}"
            choice.logic = Logic(Connective.VARIABLE, variable=variable)
            choice.makes_true = frozenset({variable})


def _row(cells: list[str], heads: list[str]) -> str:
    """Return a row as one text: "head : cell" where there are more than two columns."""
    shown = [cell for cell in cells if cell]
    if len(cells) <= 2 or len(heads) != len(cells):  # noqa: PLR2004 - a name and what is told of it
        return " : ".join(shown)
    pairs = zip(heads[1:], cells[1:], strict=True)
    rest = " ; ".join(f"{head} : {cell}" if head else cell for head, cell in pairs if cell)
    return f"{cells[0]} : {rest}" if cells[0] else rest


def _paragraphs(element: Element, context: Context) -> list[Element]:
    """Return the paragraphs inside an introduction, its wrappers marked as used."""
    found = []
    for inner in element.below():
        if inner.tag == "Paragraphe":
            found.append(inner)
        elif inner.tag in {"Introduction", "Texte", "Liste", "Item", "Commentaire"}:
            context.ledger.use(inner)
    return found
