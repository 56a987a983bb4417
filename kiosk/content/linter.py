# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks walkthroughs before publication: structure, words, trust, translations, tests.

What keeps a walkthrough off the screens is found by the same reading as the loader's; the
linter adds what only an author can mend. Codes are listed in docs/content_format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.content.board_lint import lint_board
from kiosk.content.earlier_lint import lint_sheets, lint_steps_gone, lint_vanished
from kiosk.content.fields import Notes
from kiosk.content.language_lint import lint_languages
from kiosk.content.layout import STRUCTURE_FILE, text_file_name
from kiosk.content.letter_lint import lint_letters
from kiosk.content.loader import walkthrough_folders, walkthrough_hash
from kiosk.content.path_tests import PathReport, run_path_tests
from kiosk.content.person_lint import lint_identity, lint_means
from kiosk.content.picture_lint import lint_pictures
from kiosk.content.practice_lint import is_exercise, lint_exercises
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.registry_lint import lint_registries
from kiosk.content.registry_reading import Lexicon, read_lexicon, read_registries
from kiosk.content.style_lint import FRENCH, lint_style
from kiosk.content.text_lint import (
    EASY_FRENCH,
    PlacedText,
    lint_easy_french,
    lint_text,
    placed_texts,
)
from kiosk.content.translation_hashes import HEAD, source_hashes
from kiosk.content.trust_lint import lint_trust
from kiosk.content.voice_lint import lint_voices
from kiosk.content.walkthrough_reading import WalkthroughSource, read_walkthrough
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE, StepKind

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kiosk.content.text_reading import TextFile
    from kiosk.domain.walkthroughs import Registries, Step


@dataclass(frozen=True, slots=True)
class LintReport:
    """What checking gave.

    Attributes:
        problems: All problems, by file and line.
        paths: What playing ``tests.yaml`` gave, by walkthrough.
    """

    problems: tuple[ContentProblem, ...]
    paths: dict[str, PathReport]

    @property
    def n_errors(self) -> int:
        """Number of problems that must be corrected."""
        return sum(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Beside:
    """What content may be compared with.

    Attributes:
        against: The content folder as it stood before; None: nothing is compared.
        sheets: A folder of public sheets in XML, as they are today; None: same.
    """

    against: Path | None = None
    sheets: Path | None = None


NOTHING_BESIDE = Beside()


def lint(path: Path, today: date, beside: Beside = NOTHING_BESIDE) -> LintReport:
    """Check the content folder, or the one walkthrough, at `path`.

    Args:
        path: A folder of walkthroughs with ``registres``, or one walkthrough inside such.
        today: The day for which review dates count.
        beside: What to compare it with.
    """
    is_single = (path / STRUCTURE_FILE).is_file()
    root = path.resolve().parent if is_single else path
    problems: list[ContentProblem] = []
    registries = read_registries(root, problems)
    lexicon = read_lexicon(root, problems)
    folders = (path.resolve(),) if is_single else walkthrough_folders(root, problems)
    if not is_single:
        lint_registries(root, registries, lexicon, problems)
        lint_board(root, lexicon, problems)
    known = {folder.name for folder in walkthrough_folders(root, [])}
    if not is_single:
        lint_letters(root, known, lexicon, problems)
        lint_exercises(root, known, lexicon, problems)
        if beside.against is not None:
            lint_vanished(beside.against, known, problems)
    paths: dict[str, PathReport] = {}
    for folder in folders:
        source = _lint_texts(folder, registries, lexicon, problems)
        if source.walkthrough is None:
            continue
        _lint_sound(source, registries, today, beside=beside, problems=problems)
        _lint_links(source, known, Notes(f"{folder.name}/{STRUCTURE_FILE}", problems))
        _lint_translations(folder, source.text_files, problems)
        voices = Notes(f"{folder.name}/{STRUCTURE_FILE}", problems)
        lint_voices(folder, source.walkthrough, lines=source.step_lines, notes=voices)
        paths[folder.name] = run_path_tests(folder, source.walkthrough, problems)
    return LintReport(tuple(sorted(dict.fromkeys(problems))), paths)


def _lint_sound(
    source: WalkthroughSource,
    registries: Registries,
    today: date,
    *,
    beside: Beside,
    problems: list[ContentProblem],
) -> None:
    """Note what an author can mend in a walkthrough that can be shown."""
    walkthrough, lines = source.walkthrough, source.step_lines
    assert walkthrough is not None
    name = walkthrough.walkthrough_id
    notes = Notes(f"{name}/{STRUCTURE_FILE}", problems)
    lint_trust(walkthrough, today, notes)
    lint_pictures(walkthrough, registries, lines=lines, notes=notes)
    lint_identity(walkthrough, lines=lines, notes=notes)
    lint_means(walkthrough, lines=lines, notes=notes)
    lint_languages(walkthrough, notes)
    if beside.against is not None:
        lint_steps_gone(beside.against / name, walkthrough, lines=lines, notes=notes)
    if beside.sheets is not None:
        lint_sheets(beside.sheets, walkthrough, registries=registries, notes=notes)


def _lint_texts(
    folder: Path, registries: Registries, lexicon: Lexicon, problems: list[ContentProblem]
) -> WalkthroughSource:
    key = walkthrough_hash(folder, "")
    source = read_walkthrough(folder, registries, content_hash=key, problems=problems)
    by_language: dict[str, list[PlacedText]] = {}
    for language, read in source.text_files.items():
        file = f"{folder.name}/{text_file_name(language)}"
        by_language[language] = list(placed_texts(read.node))
        for placed in by_language[language]:
            lint_text(placed, language, lexicon=lexicon, notes=Notes(file, problems))
        if language in FRENCH:
            notes = Notes(file, problems)
            lint_style(by_language[language], language, lexicon=lexicon, notes=notes)
    _lint_values(source, lexicon, Notes(f"{folder.name}/{STRUCTURE_FILE}", problems))
    easy = Notes(f"{folder.name}/{text_file_name(EASY_FRENCH)}", problems)
    lint_easy_french(by_language, easy)
    return source


def _lint_values(source: WalkthroughSource, lexicon: Lexicon, notes: Notes) -> None:
    for value in source.walkthrough.values.values() if source.walkthrough else ():
        for language, text in value.texts.items():
            lint_text(PlacedText(text, 1, ("points",)), language, lexicon=lexicon, notes=notes)


def _lint_translations(
    folder: Path, files: dict[str, TextFile], problems: list[ContentProblem]
) -> None:
    current = source_hashes(files[SOURCE_LANGUAGE].texts)
    for language, file in files.items():
        if language == SOURCE_LANGUAGE:
            continue
        notes = Notes(f"{folder.name}/{text_file_name(language)}", problems)
        if not file.source_hashes:
            message = "source_hash est vide : traduire, puis « content stamp »"
            notes.add(1, "E203", message, severity=Severity.ERROR)
            continue
        for name, value in current.items():
            if file.source_hashes.get(name) != value:
                line = file.lines.get("" if name == HEAD else name, 1)
                message = (
                    f"« {name} » : le français a changé depuis cette traduction ; la revoir, "
                    "puis « content stamp »"
                )
                notes.add(line, "E203", message, severity=Severity.ERROR)


def _lint_links(source: WalkthroughSource, known: set[str], notes: Notes) -> None:
    walkthrough = source.walkthrough
    steps: tuple[Step, ...] = walkthrough.steps if walkthrough else ()
    for step in steps:
        line = source.step_lines[step.step_id]
        if step.opens_walkthrough and step.opens_walkthrough not in known:
            message = f"parcours : « {step.opens_walkthrough} » n’existe pas"
            notes.add(line, "E103", message, severity=Severity.ERROR)
        if step.opens_exercise and not is_exercise(step.opens_exercise):
            message = f"exercice : « {step.opens_exercise} » n’existe pas"
            notes.add(line, "E103", message, severity=Severity.ERROR)
    kinds = {step.kind for step in steps}
    if StepKind.ONLINE in kinds and StepKind.PAPERS not in kinds:
        message = "une étape en_ligne sans étape pieces avant : dire quels papiers préparer"
        notes.add(1, "W402", message, severity=Severity.WARNING)
