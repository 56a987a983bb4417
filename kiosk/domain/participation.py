# SPDX-License-Identifier: AGPL-3.0-or-later
"""The bodies of a quarter's public life: what they are, when they meet, what was decided.

The city enters the board once; sync carries it whole (`Board`), a kiosk shows one quarter of it
(`BodyView`). What nobody is sure of is marked by field, and said so on screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.walkthrough_texts import isolated
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE, Texts
from kiosk.foundation.errors import ContentUnreadable

if TYPE_CHECKING:
    from kiosk.domain.outbox import JSON

N_SENTENCES = 3
MAX_ITEMS = 200
MAX_TEXT = 400


class Quarter(StrEnum):
    """The five quarters of Roubaix, after their town-hall annexes."""

    NORTH = "nord"
    SOUTH = "sud"
    EAST = "est"
    WEST = "ouest"
    CENTRE = "centre"


QUARTER_NAMES = {
    Quarter.NORTH: "Nord",
    Quarter.SOUTH: "Sud",
    Quarter.EAST: "Est",
    Quarter.WEST: "Ouest",
    Quarter.CENTRE: "Centre",
}


class BoardField(StrEnum):
    """A part of an item that may be unsure."""

    MEETING = "next_meeting"
    PLACE = "place"
    DECISION = "last_decision"
    SENTENCES = "sentences"


@dataclass(frozen=True, slots=True)
class BoardItem:
    """One body of one quarter.

    Attributes:
        item_id: Stable, such as ``nord-conseil-citoyen``.
        quarter: The quarter on whose board it stands.
        icon: Icon name.
        names: Name by language.
        sentences: Three plain sentences by language.
        next_meeting_utc: Start of the next meeting, None when not known.
        place: Where it meets, a French proper name; empty when not known.
        last_decision: Last public decision by language; empty when not known.
        info_date: Day of the information.
        unsure: Parts that nobody has checked.
        opens_walkthrough: Walkthrough that it opens; empty for none.
    """

    item_id: str
    quarter: Quarter
    icon: str
    names: Texts
    sentences: dict[str, tuple[str, ...]]
    next_meeting_utc: datetime | None
    place: str
    last_decision: Texts
    info_date: date
    unsure: frozenset[BoardField]
    opens_walkthrough: str = ""


@dataclass(frozen=True, slots=True)
class Board:
    """The boards of all quarters, as sync carries them.

    Attributes:
        version: Text that changes with each change by the city.
        received_utc: When this machine received it; None for the one that ships with it.
        items: All bodies, in the order of the screen.
    """

    version: str
    received_utc: datetime | None
    items: tuple[BoardItem, ...]


@dataclass(frozen=True, slots=True)
class BodyView:
    """One body on the screen, in the reader's language.

    Attributes:
        item_id: Stable id.
        name: Name in the language asked for.
        name_fr: French name, None when the same.
        sentences: Three plain sentences.
        next_meeting_utc: Next meeting, None when not known or already past.
        place: Where; None when not known.
        last_decision: Last decision; None when not known.
        info_date: Day of the information.
        is_meeting_unsure: Show "date à vérifier" beside, or in place of, the date.
        is_place_unsure: Show "lieu à vérifier".
        is_decision_unsure: Show "à vérifier" beside the decision.
        is_text_unsure: Show "à vérifier" beside the sentences.
        icon: Icon name.
        opens_walkthrough: Walkthrough id, None for none.
    """

    item_id: str
    name: str
    name_fr: str | None
    sentences: tuple[str, ...]
    next_meeting_utc: datetime | None
    place: str | None
    last_decision: str | None
    info_date: date
    is_meeting_unsure: bool
    is_place_unsure: bool
    is_decision_unsure: bool
    is_text_unsure: bool
    icon: str
    opens_walkthrough: str | None


def body_view(item: BoardItem, language: str, now_utc: datetime) -> BodyView:
    """Return `item` as shown in `language`; a meeting that is past counts as not known."""
    french = item.names[SOURCE_LANGUAGE]
    name = item.names.get(language, french)
    sentences = item.sentences.get(language) or item.sentences[SOURCE_LANGUAGE]
    meeting = item.next_meeting_utc
    if meeting is not None and meeting < now_utc:
        meeting = None
    decision = item.last_decision.get(language) or item.last_decision.get(SOURCE_LANGUAGE)
    return BodyView(
        item_id=item.item_id,
        name=isolated(name, language),
        name_fr=None if name == french else french,
        sentences=tuple(isolated(sentence, language) for sentence in sentences),
        next_meeting_utc=meeting,
        place=item.place or None,
        last_decision=isolated(decision, language) if decision else None,
        info_date=item.info_date,
        is_meeting_unsure=meeting is None or BoardField.MEETING in item.unsure,
        is_place_unsure=not item.place or BoardField.PLACE in item.unsure,
        is_decision_unsure=BoardField.DECISION in item.unsure,
        is_text_unsure=BoardField.SENTENCES in item.unsure,
        icon=item.icon,
        opens_walkthrough=item.opens_walkthrough or None,
    )


def item_to_json(item: BoardItem) -> dict[str, JSON]:
    """Return `item` as plain JSON values."""
    meeting = item.next_meeting_utc
    unsure: list[JSON] = [part.value for part in BoardField if part in item.unsure]
    return {
        "item_id": item.item_id,
        "quarter": item.quarter.value,
        "icon": item.icon,
        "names": dict(item.names),
        "sentences": {code: list(texts) for code, texts in item.sentences.items()},
        "next_meeting_utc": meeting.astimezone(UTC).isoformat() if meeting else None,
        "place": item.place,
        "last_decision": dict(item.last_decision),
        "info_date": item.info_date.isoformat(),
        "unsure": unsure,
        "opens_walkthrough": item.opens_walkthrough,
    }


def item_from_json(value: JSON) -> BoardItem:
    """Return the item that plain JSON values describe.

    Raises:
        ContentUnreadable: If a value is missing, of the wrong type or out of bounds.
    """
    row = _object(value, "élément du tableau")
    try:
        meeting = row.get("next_meeting_utc")
        item = BoardItem(
            item_id=_text(row["item_id"], "item_id"),
            quarter=Quarter(_text(row["quarter"], "quarter")),
            icon=_text(row["icon"], "icon"),
            names=_texts(row["names"], "names"),
            sentences={
                code: tuple(_text(one, "sentences") for one in _list(texts, "sentences"))
                for code, texts in _object(row["sentences"], "sentences").items()
            },
            next_meeting_utc=None if meeting is None else _instant(meeting),
            place=_text(row.get("place", ""), "place"),
            last_decision=_texts(row.get("last_decision", {}), "last_decision"),
            info_date=date.fromisoformat(_text(row["info_date"], "info_date")),
            unsure=frozenset(
                BoardField(_text(part, "unsure")) for part in _list(row.get("unsure", []), "unsure")
            ),
            opens_walkthrough=_text(row.get("opens_walkthrough", ""), "opens_walkthrough"),
        )
    except KeyError as error:
        raise ContentUnreadable(f"tableau du quartier : il manque {error.args[0]}") from error
    except ValueError as error:
        raise ContentUnreadable(f"tableau du quartier : valeur inconnue ({error})") from error
    _check_texts(item)
    return item


def board_to_json(board: Board) -> dict[str, JSON]:
    """Return `board` as plain JSON values, without the time of receipt."""
    items: list[JSON] = [item_to_json(item) for item in board.items]
    return {"version": board.version, "items": items}


def board_from_json(value: JSON, received_utc: datetime | None) -> Board:
    """Return the board that plain JSON values describe.

    Raises:
        ContentUnreadable: If a value is missing, of the wrong type or out of bounds, or if an
            item comes twice.
    """
    row = _object(value, "tableau")
    rows = _list(row.get("items"), "items")
    if len(rows) > MAX_ITEMS:
        raise ContentUnreadable(f"tableau du quartier : plus de {MAX_ITEMS} éléments")
    items = tuple(item_from_json(one) for one in rows)
    if len({item.item_id for item in items}) < len(items):
        raise ContentUnreadable("tableau du quartier : un élément y est deux fois")
    return Board(_text(row.get("version"), "version"), received_utc, items)


def _check_texts(item: BoardItem) -> None:
    if not item.item_id or not item.names.get(SOURCE_LANGUAGE):
        raise ContentUnreadable("tableau du quartier : un élément n’a ni nom ni identifiant")
    if SOURCE_LANGUAGE not in item.sentences:
        raise ContentUnreadable(f"tableau, {item.item_id} : il manque les phrases en français")
    for code, sentences in item.sentences.items():
        if len(sentences) != N_SENTENCES or not all(sentences):
            raise ContentUnreadable(f"tableau, {item.item_id}, {code} : il faut trois phrases")


def _object(value: JSON, name: str) -> dict[str, JSON]:
    if not isinstance(value, dict):
        raise ContentUnreadable(f"tableau du quartier : {name} n’est pas un objet")
    return value


def _list(value: JSON, name: str) -> list[JSON]:
    if not isinstance(value, list):
        raise ContentUnreadable(f"tableau du quartier : {name} n’est pas une liste")
    return value


def _text(value: JSON, name: str) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise ContentUnreadable(f"tableau du quartier : {name} n’est pas un texte court")
    return value


def _texts(value: JSON, name: str) -> Texts:
    return {code: _text(text, name) for code, text in _object(value, name).items()}


def _instant(value: JSON) -> datetime:
    instant = datetime.fromisoformat(_text(value, "next_meeting_utc"))
    if instant.tzinfo is None:
        raise ContentUnreadable("tableau du quartier : une heure n’a pas de fuseau")
    return instant.astimezone(UTC)
