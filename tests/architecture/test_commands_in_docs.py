# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every command that a page gives exists, with its options; every verb is told in a page."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path

import pytest

from kiosk.__main__ import command_line as kiosk_command_line
from sync.__main__ import command_line as sync_command_line

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
PARSERS = {"kiosk": kiosk_command_line(), "sync": sync_command_line()}
UI_OPTIONS = {"--data", "--windowed", "--training", "--help"}
# The ways in which pages name one of the two command lines.
WAYS = re.compile(
    r"(?:python -m|/opt/sixieme/sixieme|sixieme-admin) (?P<part>kiosk|sync|ui)(?P<rest>.*)"
    r"|(?:^|\(|\s)ville (?P<city>(?!\(\)).*)"
)
_FENCED = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_PLACEHOLDER = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý_-]*(\.\w+)?|…|<.*>|\$.*|XXXXX.*")


def code_lines(text: str) -> list[str]:
    """Every line of a fenced block, and every inline piece of code."""
    lines = [line for block in _FENCED.findall(text) for line in block.splitlines()]
    return lines + _INLINE.findall(_FENCED.sub("", text))


def verbs_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {option for action in parser._actions for option in action.option_strings}


def words_of(rest: str) -> list[str]:
    command = re.split(r"\s(?:\||<|>|<<<|&&)\s?|;|  +", rest.strip())[0].replace("\\|", "|")
    try:
        return shlex.split(command)
    except ValueError:
        return command.split()


def wrong_words(parser: argparse.ArgumentParser, words: list[str]) -> list[str]:
    """Return the verbs and options that the parser does not know."""
    known = options_of(parser)
    verbs = verbs_of(parser)
    for at, word in enumerate(words):
        if word.startswith("[") or _PLACEHOLDER.fullmatch(word):
            continue
        if word.startswith("-"):
            if word not in known:
                return [word]
            continue
        if at and words[at - 1] in {"--data", "--db"}:
            continue
        if not verbs:
            continue
        found: list[str] = []
        for name in word.split("|"):
            if name not in verbs:
                return [name]
            found += wrong_words(verbs[name], words[at + 1 :])
        return found
    return []


def commands() -> list[tuple[str, str, str]]:
    """Page, command line and words of every command in the pages."""
    found = []
    for page in PAGES:
        for line in code_lines(page.read_text("utf-8")):
            if '"$@"' in line:  # a shortcut that hands its words on
                continue
            for match in WAYS.finditer(line):
                part = match["part"] or "sync"
                rest = match["rest"] if match["part"] else match["city"]
                found.append((str(page.relative_to(ROOT)), part, rest))
    return found


def test_each_command_in_a_page_exists():
    wrong = []
    for page, part, rest in commands():
        words = words_of(rest)
        if part == "ui":
            unknown = [word for word in words if word.startswith("-") and word not in UI_OPTIONS]
        else:
            unknown = wrong_words(PARSERS[part], words)
        if unknown:
            wrong.append(f"{page}: {part}{rest} -> {unknown[0]}")

    assert len(commands()) > 50
    assert wrong == []


def dev_verbs() -> set[str]:
    text = (ROOT / "dev").read_text("utf-8")
    usage = text.split("cat <<'TXT'")[1].split("TXT")[0]
    return set(re.findall(r"^  (\w+) ", usage, re.MULTILINE))


def test_each_verb_of_dev_in_a_page_exists():
    named = {
        (str(page.relative_to(ROOT)), verb)
        for page in PAGES
        for verb in re.findall(r"\./dev (\w+)", page.read_text("utf-8"))
    }

    assert sorted(one for one in named if one[1] not in dev_verbs()) == []


def test_each_verb_that_dev_tells_is_one_that_it_does():
    text = (ROOT / "dev").read_text("utf-8")
    done = set(re.findall(r"^  (\w+)\)", text, re.MULTILINE))

    assert dev_verbs() <= done


@pytest.mark.parametrize("part", PARSERS)
def test_each_verb_is_told_in_the_page_of_operations(part):
    page = (ROOT / "docs" / "operations.md").read_text("utf-8")

    assert sorted(verb for verb in verbs_of(PARSERS[part]) if verb not in page) == []


def test_each_module_that_a_page_runs_exists():
    named = {
        (str(page.relative_to(ROOT)), module)
        for page in PAGES
        for module in re.findall(r"python -m ([a-z_.]+)", page.read_text("utf-8"))
    }
    missing = [
        one
        for one in named
        if not (ROOT / one[1].replace(".", "/")).with_suffix(".py").exists()
        and not (ROOT / one[1].replace(".", "/") / "__main__.py").exists()
    ]

    assert sorted(missing) == []


def test_a_wrong_command_would_be_found():
    kiosk = PARSERS["kiosk"]

    assert wrong_words(kiosk, words_of(" --data DIR guess")) == ["guess"]
    assert wrong_words(kiosk, words_of(" --data DIR backup FILE --quickly")) == ["--quickly"]
    assert wrong_words(kiosk, words_of(" --data DIR admin centre\\|shop")) == ["shop"]
    assert wrong_words(kiosk, words_of(" --data DIR backup FILE")) == []
