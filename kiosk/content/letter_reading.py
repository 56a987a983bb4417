# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads ``lettres.yaml`` and ``evenements.yaml``.

The letter book is one thing: any problem refuses the whole, because a result that is missing
would leave a person without an answer. An event with a problem is left out alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.fields import Fields, Notes
from kiosk.content.layout import EVENTS_FILE, LETTERS_FILE, REGISTRY_FOLDER
from kiosk.content.registry_reading import NAME, icon_name
from kiosk.content.yaml_tree import Node, readable_yaml
from kiosk.domain.letters import (
    RESULT_STEP,
    UNKNOWN,
    DateAnswer,
    LetterAdvice,
    LetterBook,
    LetterCase,
    LetterDate,
    LetterQuestion,
    LetterRequest,
    LetterSender,
    NextAct,
    QuestionTexts,
)
from kiosk.domain.life_events import LifeEvent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.content.problems import ContentProblem
    from kiosk.domain.walkthroughs import Texts

SCHEMA = "sixieme-lettres/1"
MAX_SENDERS = 18
MAX_REQUESTS = 8
MAX_POINTS = 3
MAX_WALKTHROUGHS = 2
MAX_EVENTS = 24
MAX_EVENT_WALKTHROUGHS = 12


def read_letter_book(root: Path, problems: list[ContentProblem]) -> LetterBook | None:
    """Return the letter book below `root`; None, with problems noted, if it is wrong."""
    own: list[ContentProblem] = []
    notes = Notes(f"{REGISTRY_FOLDER}/{LETTERS_FILE}", own)
    node = readable_yaml(root / REGISTRY_FOLDER / LETTERS_FILE, notes.file, problems)
    if node is None:
        return None
    fields = Fields(node, notes, "lettres")
    fields.check_schema(SCHEMA)
    requests = tuple(
        _request(entry) for entry in _entries(fields, "demandes", notes, most=MAX_REQUESTS)
    )
    known = [request.request_id for request in requests]
    book = LetterBook(
        questions=_questions(fields, notes),
        senders=tuple(
            _sender(entry, notes, known)
            for entry in _entries(fields, "organismes", notes, most=MAX_SENDERS)
        ),
        requests=requests,
        dates=_dates(fields, notes),
        pressing=fields.in_languages("presse"),
        unknown=_advice(fields, UNKNOWN, notes),
        warning=_advice(fields, "attention", notes),
        warning_walkthrough=fields.text("parcours_attention", ""),
    )
    fields.close()
    problems.extend(own)
    return None if own else book


def read_life_events(root: Path, problems: list[ContentProblem]) -> tuple[LifeEvent, ...]:
    """Return the sound events below `root`, adding what is wrong to `problems`."""
    file = f"{REGISTRY_FOLDER}/{EVENTS_FILE}"
    node = readable_yaml(root / REGISTRY_FOLDER / EVENTS_FILE, file, problems)
    if node is None:
        return ()
    entries = node.value if isinstance(node.value, dict) else {}
    if not entries:
        Notes(file, problems).add(node.line, "E112", "evenements : il faut des entrées nommées")
    if len(entries) > MAX_EVENTS:
        message = f"evenements : {MAX_EVENTS} au plus, les suivants sont laissés de côté"
        Notes(file, problems).add(node.line, "E210", message)
    events = []
    for key, inner in list(entries.items())[:MAX_EVENTS]:
        own: list[ContentProblem] = []
        notes = Notes(file, own)
        fields = _named(key, inner, notes)
        event = LifeEvent(
            event_id=key,
            icon=icon_name(fields),
            names=fields.in_languages("nom"),
            walkthroughs=_ids(fields, "parcours", most=MAX_EVENT_WALKTHROUGHS),
        )
        if not event.walkthroughs:
            notes.add(inner.line, "E113", f"{key} : il manque la clé « parcours »")
        fields.close()
        if not own:
            events.append(event)
        problems.extend(own)
    return tuple(events)


def _named(key: str, node: Node, notes: Notes) -> Fields:
    if not NAME.fullmatch(key):
        notes.add(node.line, "E112", f"« {key} » : minuscules, chiffres, tirets seulement")
    return Fields(node, notes, key)


def _entries(fields: Fields, key: str, notes: Notes, *, most: int) -> Iterator[Fields]:
    found = fields.entries(key)
    if not found or len(found) > most:
        notes.add(fields.line_of(key), "E210", f"{key} : de 1 à {most} entrées")
    for name, node in list(found.items())[:most]:
        yield _named(name, node, notes)


def _questions(fields: Fields, notes: Notes) -> dict[str, QuestionTexts]:
    node = fields.needed("questions")
    if node is None:
        return {}
    own = Fields(node, notes, "questions")
    found = {}
    for name in (*(one.value for one in LetterQuestion), RESULT_STEP):
        inner = own.needed(name)
        if inner is None:
            continue
        entry = Fields(inner, notes, f"questions, {name}")
        is_asked = name != RESULT_STEP
        found[name] = QuestionTexts(
            titles=entry.in_languages("titre") if is_asked else {},
            sentences=entry.in_languages("texte") if is_asked else {},
            stages=entry.in_languages("partie"),
        )
        entry.close()
    own.close()
    return found


def _request(fields: Fields) -> LetterRequest:
    request = LetterRequest(
        request_id=fields.name,
        icon=icon_name(fields),
        names=fields.in_languages("nom"),
        titles=fields.in_languages("titre"),
        points=_points(fields, "faire"),
        asks_date=not fields.flag("sans_date"),
        asks_money=fields.flag("argent"),
    )
    if not request.points:
        fields.notes.add(fields.line, "E113", f"{fields.name} : il manque la clé « faire »")
    fields.close()
    return request


def _sender(fields: Fields, notes: Notes, known: list[str]) -> LetterSender:
    sender_id = fields.name
    cases = []
    for request_id, node in fields.entries("demandes").items():
        if request_id not in known:
            message = f"{sender_id} : la demande « {request_id} » n’est pas dans « demandes »"
            notes.add(node.line, "E103", message)
        case = Fields(node, notes, f"{sender_id}, {request_id}")
        cases.append(
            LetterCase(
                request_id=request_id,
                points=_points(case, "faire"),
                walkthroughs=_ids(case, "parcours", most=MAX_WALKTHROUGHS),
                is_pressing=case.flag("presse"),
            )
        )
        case.close()
    if not cases:
        notes.add(fields.line, "E113", f"{sender_id} : il manque la clé « demandes »")
    sender = LetterSender(
        sender_id=sender_id,
        icon=icon_name(fields),
        names=fields.in_languages("nom"),
        printed=fields.text("mots"),
        cases=tuple(cases),
    )
    fields.close()
    return sender


def _dates(fields: Fields, notes: Notes) -> tuple[DateAnswer, ...]:
    node = fields.needed("dates")
    if node is None:
        return ()
    own = Fields(node, notes, "dates")
    answers = []
    for date in LetterDate:
        inner = own.needed(date.value)
        if inner is None:
            continue
        entry = Fields(inner, notes, f"dates, {date.value}")
        has_card = date is not LetterDate.UNKNOWN
        answers.append(
            DateAnswer(
                date=date,
                icon=icon_name(entry) if has_card else "",
                names=entry.in_languages("nom") if has_card else {},
                advice=entry.in_languages("conseil"),
                acts=_acts(entry),
            )
        )
        entry.close()
    own.close()
    return tuple(answers)


def _acts(fields: Fields) -> tuple[NextAct, ...]:
    known = {act.value: act for act in NextAct}
    named = fields.texts("puis")
    acts = tuple(known[name] for name in named if name in known)
    if len(acts) < len(named) or NextAct.PERSON not in acts:
        message = f"puis : parmi {', '.join(known)}, avec « {NextAct.PERSON.value} »"
        fields.notes.add(fields.line_of("puis"), "E112", message)
    return acts


def _advice(fields: Fields, key: str, notes: Notes) -> LetterAdvice:
    node = fields.needed(key)
    if node is None:
        return LetterAdvice({}, ())
    own = Fields(node, notes, key)
    advice = LetterAdvice(own.in_languages("titre"), _points(own, "faire"))
    if not advice.points:
        notes.add(node.line, "E113", f"{key} : il manque la clé « faire »")
    own.close()
    return advice


def _points(fields: Fields, key: str) -> tuple[Texts, ...]:
    nodes = fields.items(key)
    if len(nodes) > MAX_POINTS:
        fields.notes.add(fields.line_of(key), "E210", f"{key} : {MAX_POINTS} phrases au plus")
    points = []
    for node in nodes[:MAX_POINTS]:
        own = Fields(node, fields.notes, f"{fields.name}, {key}")
        points.append(own.language_texts())
        own.close()
    return tuple(points)


def _ids(fields: Fields, key: str, *, most: int) -> tuple[str, ...]:
    names = fields.texts(key)
    wrong = [name for name in names if not NAME.fullmatch(name)]
    if wrong or len(names) > most or len(set(names)) < len(names):
        message = f"{key} : {most} identifiants de parcours au plus, chacun une fois"
        fields.notes.add(fields.line_of(key), "E112", message)
    return names[:most]
