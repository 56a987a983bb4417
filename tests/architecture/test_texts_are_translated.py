# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every sentence of the screens exists in every language, and residents' sentences are short.

A sentence is found in the source: the text given to the translator, and every constant of the
screens that reads as words, because tables of words are handed over by name.
"""

from __future__ import annotations

import ast
import dataclasses
import re
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk.content.plain_language import MAX_WORDS, n_words, sentences
from kiosk.domain.participation import QUARTER_NAMES
from kiosk.domain.place_lists import place_lists
from kiosk.domain.sections import spaced
from kiosk.domain.vocabulary import TermList, national_vocabulary
from kiosk.foundation.settings import Settings
from ui.place_words import SPOKEN_LISTS
from ui.wording import MONTHS, SHORT_WEEKDAYS, WEEKDAYS

ROOT = Path(__file__).resolve().parents[2]
LOCALE = ROOT / "assets" / "locale"
CATALOGUES = {
    "en": "en",
    "ar": "ar",
    "fr-falc": "fr_FALC",
    "tr": "tr",
    "pt": "pt",
    "pl": "pl",
    "ro": "ro",
}
TRANSLATING = {"text", "_t", "t", "piece", "plural"}
# Folders and files that residents look at; the others are for the staff.
RESIDENTS = (
    "browser/words.py",
    "screens/assisted",
    "screens/booking",
    "screens/display",
    "screens/help",
    "screens/home",
    "screens/idle",
    "screens/letter",
    "screens/notices",
    "screens/out_of_order",
    "screens/practice",
    "screens/quarter",
    "screens/resume",
    "screens/session_end",
    "screens/ticket",
    "screens/walkthrough",
    "screens/walkthrough_list",
    "printing",
    "navigation",
    "window.py",
    "wording.py",
)
# Sentences of the error stream and of the start, names of fonts, rows of keys.
NOT_ON_SCREEN = {
    "__main__.py",
    "lockdown.py",
    "printing/cups_queue.py",
    "printing/desktop_queue.py",
    "a11y/audit.py",
    "browser/door.py",
    "browser/egress.py",
    "browser/engine.py",
    "browser/page.py",
    "browser/pulse.py",
    "browser/way_out.py",
    "theme/live.py",
    "navigation/router.py",
    "quick_enums.py",
    "screens/calling/words.py",  # one screen for a whole room, in French
    "tasks.py",
    "watchdog.py",
    "wiring.py",
}
NOT_WORDS = {
    "Document",  # title of a print job: neutral on purpose
    "Espace citoyen numérique",  # name of a centre without a card
    "Sixième quartier",
}
MAX_SAME_SHARE = 0.3
ARABIC_FORMS = 6
_WORDS = re.compile(r"[ À-ÖØ-öø-ÿ’\u00a0]|^[A-ZÀ-Ý][a-zà-ÿ]+[.?!]?$")
_TWO_LETTERS = re.compile(r"[a-zà-ÿ]{2}")
_FIELD = re.compile(r"\{(\w*)\}")
Message = tuple[str, ...]


def name_of(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def is_about_places(call: ast.Call) -> bool:
    """`Place.text("key")` reads a parameter of a page; it translates nothing."""
    return isinstance(call.func, ast.Attribute) and name_of(call.func.value).endswith("place")


def strings_in(node: ast.AST) -> list[str]:
    return [
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    ]


def given_to_the_translator(tree: ast.Module) -> set[Message]:
    found: set[Message] = set()
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call) or name_of(call.func) not in TRANSLATING:
            continue
        if is_about_places(call) or not call.args:
            continue
        if name_of(call.func) == "plural":
            found.add(tuple(strings_in(call.args[0]) + strings_in(call.args[1])))
            continue
        at = 1 if name_of(call.func) == "piece" and len(call.args) > 1 else 0
        match call.args[at]:
            case ast.Constant(value=str(text)):
                found.add((text,))
            case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(two))):
                found |= {(one,), (two,)}
    return found


def never_shown(tree: ast.Module) -> set[int]:
    """Docstrings, pieces of f-strings, arguments of the log, patterns and types."""
    hidden: set[int] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                hidden.add(id(docstring))
            case ast.JoinedStr(values=values):
                hidden |= {id(value) for value in values}
            case ast.Call(func=ast.Attribute(value=ast.Name(id="_log"))):
                hidden |= {id(one) for one in ast.walk(node)}
            case ast.Call(func=func) if name_of(func) in {"compile", "cast", "TypeVar"}:
                hidden |= {id(one) for one in ast.walk(node)}
            case ast.AnnAssign(annotation=annotation):
                hidden |= {id(one) for one in ast.walk(annotation)}
            case ast.Raise():
                hidden |= {id(one) for one in ast.walk(node)}
    return hidden


def reads_as_words(text: str) -> bool:
    return bool(_TWO_LETTERS.search(text)) and bool(_WORDS.search(text))


def constants_that_read_as_words(tree: ast.Module, plurals: set[str]) -> set[Message]:
    hidden = never_shown(tree)
    return {
        (node.value,)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in hidden
        and node.value not in plurals | NOT_WORDS
        and reads_as_words(node.value)
    }


@lru_cache(maxsize=1)
def spoken() -> dict[Message, str]:
    """Every message of the program, with the file where it was found."""
    found: dict[Message, str] = {}
    for path in sorted((ROOT / "ui").rglob("*.py")):
        name = path.relative_to(ROOT / "ui").as_posix()
        tree = ast.parse(path.read_text("utf-8"))
        told = given_to_the_translator(tree)
        plurals = {text for message in told if len(message) > 1 for text in message}
        if name not in NOT_ON_SCREEN:
            told |= constants_that_read_as_words(tree, plurals)
        for message in told:
            found.setdefault(message, name)
    for rules in ("attendance_rules.py", "headcount_rules.py"):
        tree = ast.parse((ROOT / "kiosk" / "domain" / rules).read_text("utf-8"))
        for message in constants_that_read_as_words(tree, set()):
            found.setdefault(message, "widgets/visit_form")
    for text in words_of_figures():
        found.setdefault((text,), "screens/statistics")
    for contact in Settings().urgent.contacts:
        for text in filter(None, (contact.name, contact.when)):
            found.setdefault((text,), "screens/help")
    for text in QUARTER_NAMES.values():
        found.setdefault((text,), "screens/quarter")
    for field in SPOKEN_LISTS:
        for text in place_lists().values[field]:
            found.setdefault((text,), "printing")
    for text in (*WEEKDAYS, *SHORT_WEEKDAYS, *MONTHS):
        found.setdefault((text,), "wording.py")
    return found


def words_of_figures() -> set[str]:
    """What the figures say in words of ours, and the labels of the lists that they count by."""
    lists = national_vocabulary()
    fields = (getattr(lists, field.name) for field in dataclasses.fields(lists))
    labels = {term.label for one in fields if isinstance(one, TermList) for term in one.terms}
    labels |= {spaced(label) for _, _, _, label in lists.duration_classes}
    for path in (ROOT / "kiosk" / "domain").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and name_of(call.func) == "Told" and call.args:
                labels |= set(constants_of(call.args[0]))
    return labels - {""}


def constants_of(node: ast.expr) -> list[str]:
    """The sentences that an argument may be, whichever way its condition goes."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=one, orelse=two):
            return constants_of(one) + constants_of(two)
    return []


def is_for_residents(file: str) -> bool:
    return file.startswith(RESIDENTS)


@lru_cache(maxsize=len(CATALOGUES))
def parts_of(folder: str) -> dict[str, dict[Message, tuple[str, ...]]]:
    """The messages of each part of a catalogue."""
    parts: dict[str, dict[Message, tuple[str, ...]]] = {}
    for path in sorted((LOCALE / folder).glob("*.po")):
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=folder.split("_", maxsplit=1)[0])
        parts[path.name] = {
            tuple([message.id] if isinstance(message.id, str) else message.id): tuple(
                [message.string] if isinstance(message.string, str) else message.string
            )
            for message in catalogue
            if message.id
        }
    return parts


def catalogue_of(folder: str) -> dict[Message, tuple[str, ...]]:
    return {key: text for part in parts_of(folder).values() for key, text in part.items()}


@pytest.mark.parametrize("folder", CATALOGUES.values())
def test_every_sentence_has_its_translation(folder):
    known = catalogue_of(folder)
    missing = sorted(
        f"{file}: {message[0]}"
        for message, file in spoken().items()
        if not all(text.strip() for text in known.get(message, ("",)))
    )

    assert missing == []


@pytest.mark.parametrize("folder", CATALOGUES.values())
def test_no_translation_is_left_over(folder):
    left_over = sorted(set(catalogue_of(folder)) - set(spoken()))

    assert left_over == []


@pytest.mark.parametrize("folder", CATALOGUES.values())
def test_a_translation_fills_the_same_fields(folder):
    differing = []
    for message, texts in catalogue_of(folder).items():
        wanted = set(_FIELD.findall(message[-1]))
        # Arabic has words of its own for none, one and two of a thing.
        in_words = 3 if len(texts) == ARABIC_FORMS else 0
        differing += [
            (message[0], text)
            for form, text in enumerate(texts)
            if set(_FIELD.findall(text))
            not in ([wanted, wanted - {"n"}] if form < in_words else [wanted])
        ]

    assert differing == []


@pytest.mark.parametrize("folder", CATALOGUES.values())
def test_two_parts_never_differ_on_a_sentence(folder):
    seen: dict[Message, tuple[str, ...]] = {}
    twice = []
    for name, part in parts_of(folder).items():
        twice += [(name, key[0]) for key, text in part.items() if seen.get(key, text) != text]
        seen |= part

    assert twice == []


def test_residents_read_short_sentences_in_french():
    long = [
        f"{file}: {sentence}"
        for message, file in spoken().items()
        if is_for_residents(file)
        for text in message
        for sentence in sentences(text)
        if n_words(sentence) > MAX_WORDS["fr"]
    ]

    assert long == []


@pytest.mark.parametrize(("code", "folder"), CATALOGUES.items())
def test_residents_read_short_sentences_in_their_language(code, folder):
    known = catalogue_of(folder)
    long = [
        sentence
        for message, file in spoken().items()
        if is_for_residents(file)
        for text in known.get(message, ())
        for sentence in sentences(text)
        if n_words(sentence) > MAX_WORDS[code]
    ]

    assert long == []


def test_easy_french_is_really_simpler():
    """Of the residents' sentences of four words and more, at most 30 % stay as they are."""
    known = catalogue_of(CATALOGUES["fr-falc"])
    texts = [
        (message, known[message])
        for message, file in spoken().items()
        if is_for_residents(file) and message in known and n_words(message[0]) > 3
    ]
    same = [message[0] for message, easy in texts if easy == message]

    assert len(same) <= MAX_SAME_SHARE * len(texts), same


def test_easy_french_is_never_longer_than_two_words_more():
    """What is told in more words must be told in more sentences."""
    known = catalogue_of(CATALOGUES["fr-falc"])
    longest = {
        message: max((n_words(one) for one in sentences(text)), default=0)
        for message, (text, *_) in known.items()
    }
    french = {
        message: max((n_words(one) for one in sentences(message[0])), default=0)
        for message in known
    }
    longer = [
        m[0]
        for m in known
        if is_for_residents(spoken().get(m, "")) and longest[m] > max(french[m] + 2, 6)
    ]

    assert longer == []
