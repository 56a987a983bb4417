# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the board that ships with the program: each body told once, for the quarters it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.fields import Fields, Notes
from kiosk.content.layout import BOARD_FILE, BOARD_FOLDER
from kiosk.content.registry_reading import icon_name
from kiosk.content.yaml_tree import Node, readable_yaml
from kiosk.domain.participation import (
    N_SENTENCES,
    QUARTER_NAMES,
    Board,
    BoardField,
    BoardItem,
    Quarter,
)
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES, REQUIRED_LANGUAGES, Texts

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kiosk.content.problems import ContentProblem

TOWN_HALL_OF_QUARTER = "mairie"
_UNSURE = {
    "phrases": BoardField.SENTENCES,
    "date": BoardField.MEETING,
    "lieu": BoardField.PLACE,
    "decision": BoardField.DECISION,
}
_QUARTER = "{quartier}"


def read_board(folder: Path, problems: list[ContentProblem]) -> Board | None:
    """Return the board in `folder`; None, with problems noted, if it is wrong."""
    own: list[ContentProblem] = []
    notes = Notes(f"{BOARD_FOLDER}/{BOARD_FILE}", own)
    node = readable_yaml(folder / BOARD_FILE, notes.file, problems)
    if node is None:
        return None
    fields = Fields(node, notes, "tableau")
    version = fields.text("version")
    halls = fields.text_map("mairies")
    info_date = fields.needed_day("info_du")
    known = {quarter.value: quarter for quarter in Quarter}
    named = fields.texts("quartiers")
    quarters = [known[name] for name in named if name in known]
    if len(quarters) < len(named) or not quarters:
        notes.add(fields.line_of("quartiers"), "E112", f"quartiers : parmi {', '.join(known)}")
    bodies = [_body(item, notes, info_date) for item in fields.items("organes")]
    fields.close()
    problems.extend(own)
    if own:
        return None
    items = [_in_quarter(body, quarter, halls) for quarter in quarters for body in bodies]
    return Board(version, None, tuple(items))


def _body(node: Node, notes: Notes, info_date: date) -> BoardItem:
    fields = Fields(node, notes, "organe")
    fields.name = f"organe {fields.text('id')}"
    unsure = fields.texts("a_verifier")
    for word in unsure:
        if word not in _UNSURE:
            line = fields.line_of("a_verifier")
            notes.add(line, "E112", f"a_verifier : parmi {', '.join(_UNSURE)}")
    body = BoardItem(
        item_id=fields.text("id"),
        quarter=Quarter.CENTRE,
        icon=icon_name(fields),
        names=fields.in_languages("nom"),
        sentences=_sentences(fields),
        next_meeting_utc=None,
        place=fields.text("lieu", ""),
        last_decision=_decision(fields),
        info_date=info_date,
        unsure=frozenset(_UNSURE[word] for word in unsure if word in _UNSURE),
        opens_walkthrough=fields.text("parcours", ""),
    )
    fields.close()
    return body


def _sentences(fields: Fields) -> dict[str, tuple[str, ...]]:
    node = fields.needed("phrases")
    if node is None:
        return {}
    own = Fields(node, fields.notes, f"{fields.name}, phrases")
    found = {
        language: own.texts(language)
        for language in CONTENT_LANGUAGES
        if own.node(language) is not None or language in REQUIRED_LANGUAGES
    }
    for language, texts in found.items():
        if len(texts) != N_SENTENCES:
            message = f"{own.name} : il faut trois phrases en « {language} »"
            fields.notes.add(own.line_of(language), "E202", message)
    own.close()
    return found


def _decision(fields: Fields) -> Texts:
    if not fields.entries("decision"):
        return {}
    return fields.in_languages("decision")


def _in_quarter(body: BoardItem, quarter: Quarter, halls: dict[str, str]) -> BoardItem:
    name = QUARTER_NAMES[quarter]
    is_hall = body.place == TOWN_HALL_OF_QUARTER
    return BoardItem(
        item_id=f"{quarter.value}-{body.item_id}",
        quarter=quarter,
        icon=body.icon,
        names={code: text.replace(_QUARTER, name) for code, text in body.names.items()},
        sentences=body.sentences,
        next_meeting_utc=body.next_meeting_utc,
        place=halls.get(quarter.value, "") if is_hall else body.place,
        last_decision=body.last_decision,
        info_date=body.info_date,
        unsure=body.unsure,
        opens_walkthrough=body.opens_walkthrough,
    )
