# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads a whole sheet: what it is, where it comes from, and its blocks in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from kiosk.content.service_public.block_reading import CONTACTS, SERVICES, BlockReader
from kiosk.content.service_public.blocks import Choice, Choose, GoOnline, Guard, Leaf, Line, Say
from kiosk.content.service_public.guided_reading import (
    SHEET_ID,
    read_guided_search,
    read_linked_sheets,
    read_questionnaire,
)
from kiosk.content.service_public.sheet_context import MAX_TITLE, Context, RemarkKind
from kiosk.content.service_public.sheet_xml import Element
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.content.service_public.blocks import Block

_DAY = re.compile(r"(?<![0-9])20[0-9]{2}-[0-9]{2}-[0-9]{2}(?![0-9])")
SHEET_PAGE = "https://www.service-public.gouv.fr/particuliers/vosdroits/"
_OFFICIAL = re.compile(r"https://www\.service-public\.(gouv\.)?fr/[A-Za-z0-9/_-]{1,120}")
_BODIES = ("Introduction", "Texte", "ListeSituations", "Questionnaire", "Problematiques")
ABOUT = "En bref"
ANOTHER_WAY = "Un service ou une adresse"
THEMES = (
    ("papiers", "papiers_citoyennete", "PapiersElectionsCitoyennete"),
    ("famille", "famille_ecole", "FamilleScolarite"),
    ("social", "social_sante", "SocialSante"),
    ("travail", "travail_formation", "TravailFormation"),
    ("logement", "logement", "Logement"),
    ("transports", "transports", "TransportsMobilite"),
    ("argent", "argent_impots", "ArgentImpots"),
    ("justice", "justice", "Justice"),
    ("étranger", "etrangers_europe", "EtrangersEurope"),
    ("loisirs", "vie_du_quartier", "LoisirsSportsCulture"),
    ("associations", "vie_du_quartier", "Associations"),
)


@dataclass(frozen=True, slots=True)
class SheetHead:
    """What a sheet says of itself.

    Attributes:
        sheet_id: Its number.
        title: Its title.
        kind: Its type, in its own words.
        dated: Day of its last update.
        address: Its page on the official site.
        theme: Key of our list of themes.
        coop_theme: Word of the national list, as ``parcours.yaml`` writes it.
    """

    sheet_id: str
    title: str
    kind: str
    dated: date
    address: str
    theme: str
    coop_theme: str


def read_head(root: Element, name: str) -> tuple[SheetHead, Context]:
    """Return what the sheet at `root` says of itself, and the context to read on.

    Raises:
        ContentUnreadable: If it lacks its number or its date, which the licence asks to show.
    """
    sheet_id = root.get("ID").strip()
    if not SHEET_ID.fullmatch(sheet_id):
        raise ContentUnreadable(f"{name} est refusé : la fiche n’a pas de numéro comme F1342.")
    context = Context(root, sheet_id)
    context.ledger.use(root)
    dated = _date(root, context)
    if dated is None:
        raise ContentUnreadable(
            f"{name} est refusé : la fiche ne dit pas sa date de mise à jour, que sa licence "
            "demande de montrer."
        )
    told = root.get("spUrl").strip()
    theme, coop_theme = _theme(root, context)
    head = SheetHead(
        sheet_id=sheet_id,
        title=context.text(root.first("dc:title"))[:MAX_TITLE].strip("* ") or f"Fiche {sheet_id}",
        kind=context_type(root),
        dated=dated,
        address=told if _OFFICIAL.fullmatch(told) else f"{SHEET_PAGE}{sheet_id}",
        theme=theme,
        coop_theme=coop_theme,
    )
    return head, context


def context_type(root: Element) -> str:
    """Return the type of a sheet in its own words, bounded."""
    return root.get("type")[:60]


def read_blocks(root: Element, head: SheetHead, context: Context) -> list[Block]:
    """Return the blocks of a sheet: what it asks, what it tells, where it leads."""
    reader = BlockReader(context)
    for warning in root.named("Avertissement"):
        _banner(warning, context)
    blocks: list[Block] = []
    for element in root.elements():
        if element.tag == "Problematiques":
            blocks += read_guided_search(element, context)
        elif element.tag == "Questionnaire":
            blocks += read_questionnaire(element, context)
        elif element.tag in _BODIES:
            title = head.title if element.tag == "ListeSituations" else ABOUT
            blocks += _wrapped(element, title, reader)
    if head.sheet_id.startswith("N"):
        blocks += read_linked_sheets(root, context)
    further = _numbers(root, context)
    known = {block.url_id for block in _all_services(blocks)}
    further += _top_services(root, head, reader, known=known)
    further += _contacts(root, head, reader, blocks)
    return _joined(blocks, further)


def _joined(blocks: list[Block], further: list[Block]) -> list[Block]:
    """Return all blocks; what follows a question without a way past it becomes an answer of it."""
    for place, block in enumerate(blocks):
        if isinstance(block, Choose) and not _goes_on(block):
            rest = [*blocks[place + 1 :], *further]
            if rest:
                block.choices.append(Choice(ANOTHER_WAY, ANOTHER_WAY, body=rest))
            return blocks[: place + 1]
    return [*blocks, *further]


def _goes_on(block: Block) -> bool:
    """Say whether some answer leads past `block`."""
    if isinstance(block, Leaf):
        return False
    if isinstance(block, Choose):
        return any(all(map(_goes_on, choice.body)) for choice in block.choices)
    return True


def _wrapped(element: Element, title: str, reader: BlockReader) -> list[Block]:
    # read as the only child of a bare text: the reader knows what to do with each element
    return reader.read(Element("Texte", {}, [element]), title)


def _banner(warning: Element, context: Context) -> None:
    context.ledger.use(warning)
    title = context.title(warning)
    text = context.text(warning.first("Texte"))
    day = warning.get("date")[:10]
    context.remark(RemarkKind.BANNER, " — ".join(part for part in (day, title, text) if part))


def _numbers(root: Element, context: Context) -> list[Block]:
    lines = []
    for tag, words in (("NumeroCerfa", "Formulaire cerfa n°"), ("AutreNumero", "Formulaire n°")):
        for element in root.named(tag):
            number = context.text(element)
            if number:
                lines.append(Line(f"{words} {number}"))
    return [Say("Le formulaire", list(lines))] if lines else []


def _all_services(blocks: list[Block]) -> Iterator[GoOnline]:
    for block in blocks:
        if isinstance(block, GoOnline):
            yield block
        elif isinstance(block, Guard):
            yield from _all_services(block.body)
        elif isinstance(block, Choose):
            for choice in block.choices:
                yield from _all_services(choice.body)


def _top_services(
    root: Element, head: SheetHead, reader: BlockReader, *, known: set[str]
) -> list[Block]:
    """Return the services told at the end of a sheet that its texts have not named already."""
    found: list[Block] = []
    for element in root.elements():
        if element.tag not in SERVICES:
            continue
        for block in _wrapped(element, head.title, reader):
            if isinstance(block, GoOnline) and block.url_id in known:
                continue
            if isinstance(block, GoOnline):
                known.add(block.url_id)
            found.append(block)
    return found


def _contacts(
    root: Element, head: SheetHead, reader: BlockReader, blocks: list[Block]
) -> list[Block]:
    known = {block.contact_id for block in blocks if isinstance(block, Say)} - {""}
    found: list[Block] = []
    for element in root.elements():
        if element.tag in CONTACTS:
            found += [
                block
                for block in _wrapped(element, head.title, reader)
                if not (isinstance(block, Say) and block.contact_id in known)
            ]
    return found


def _date(root: Element, context: Context) -> date | None:
    told = root.first("dc:date")
    for text in (context.text(told), root.get("dateDerniereModificationImportante")):
        found = _DAY.search(text)
        if found:
            try:
                return date.fromisoformat(found.group())
            except ValueError:
                continue
    return None


def _theme(root: Element, context: Context) -> tuple[str, str]:
    words = context.text(root.first("dc:subject"))
    element = root.first("Theme")
    if element is not None:
        words = context.title(element) or words
        context.ledger.use(element)
    for start, theme, coop_theme in THEMES:
        if words.casefold().startswith(start):
            return theme, coop_theme
    context.remark(RemarkKind.THEME, f"le thème « {words[:60]} » n’est pas des nôtres : à choisir")
    return THEMES[0][1], THEMES[0][2]
