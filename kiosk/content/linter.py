# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks walkthroughs before publication: structure, words, trust, translations, tests.

What keeps a walkthrough off the screens is found by the same reading as the loader's; the
linter adds what only an author can mend. Codes are listed in docs/content_format.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.content.board_lint import lint_board
from kiosk.content.fields import Notes
from kiosk.content.language_lint import lint_languages
from kiosk.content.layout import STRUCTURE_FILE, text_file_name
from kiosk.content.letter_lint import lint_letters
from kiosk.content.loader import walkthrough_folders, walkthrough_hash
from kiosk.content.path_tests import PathReport, run_path_tests
from kiosk.content.plain_language import equal_share
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.registry_lint import lint_registries
from kiosk.content.registry_reading import Lexicon, read_lexicon, read_registries
from kiosk.content.text_lint import PlacedText, lint_text, placed_texts
from kiosk.content.translation_hashes import HEAD, source_hashes
from kiosk.content.walkthrough_reading import WalkthroughSource, read_walkthrough
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE, ContentStatus, StepKind
from kiosk.foundation.resources import asset_path

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from kiosk.content.text_reading import TextFile
    from kiosk.domain.walkthroughs import Registries, Step, Walkthrough

MAX_EQUAL_SHARE = 0.30
EASY_FRENCH = "fr-falc"
_REVIEWED = frozenset({ContentStatus.REVIEWED, ContentStatus.PUBLISHED})


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


def lint(path: Path, today: date) -> LintReport:
    """Check the content folder, or the one walkthrough, at `path`.

    Args:
        path: A folder of walkthroughs with ``registres``, or one walkthrough inside such.
        today: The day for which review dates count.
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
    paths: dict[str, PathReport] = {}
    known = {folder.name for folder in walkthrough_folders(root, [])}
    if not is_single:
        lint_letters(root, known, lexicon, problems)
    for folder in folders:
        source = _lint_texts(folder, registries, lexicon, problems)
        if source.walkthrough is None:
            continue
        notes = Notes(f"{folder.name}/{STRUCTURE_FILE}", problems)
        _lint_trust(source.walkthrough, today, notes)
        _lint_links(source, known, notes)
        _lint_icons(source, registries, notes)
        lint_languages(source.walkthrough, notes)
        _lint_translations(folder, source.text_files, problems)
        paths[folder.name] = run_path_tests(folder, source.walkthrough, problems)
    return LintReport(tuple(sorted(dict.fromkeys(problems))), paths)


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
    _lint_easy_french(folder, by_language, problems)
    return source


def _lint_easy_french(
    folder: Path, by_language: dict[str, list[PlacedText]], problems: list[ContentProblem]
) -> None:
    french = [placed.text for placed in by_language.get(SOURCE_LANGUAGE, [])]
    easy = [placed.text for placed in by_language.get(EASY_FRENCH, [])]
    share = equal_share(easy, french)
    if share > MAX_EQUAL_SHARE:
        message = (
            f"{share:.0%} des phrases sont celles de fr, {MAX_EQUAL_SHARE:.0%} au plus : "
            "les réécrire avec des mots plus simples"
        )
        notes = Notes(f"{folder.name}/{text_file_name(EASY_FRENCH)}", problems)
        notes.add(1, "E206", message, severity=Severity.ERROR)


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


def _lint_trust(walkthrough: Walkthrough, today: date, notes: Notes) -> None:
    review = walkthrough.review
    if review.due_on < today:
        message = f"à revoir avant le {review.due_on} : la date est passée"
        notes.add(1, "E301", message, severity=Severity.ERROR)
    elif review.due_on - timedelta(days=review.notice_days) <= today:
        message = f"à revoir avant le {review.due_on}"
        notes.add(1, "W302", message, severity=Severity.WARNING)
    if review.author and review.author == review.reviewer:
        message = "relecture : l’auteur et le relecteur sont deux personnes"
        notes.add(1, "E303", message, severity=Severity.ERROR)
    if walkthrough.status in _REVIEWED and not (review.reviewer and review.done_on):
        message = f"statut « {walkthrough.status.value} » : il faut un relecteur et sa date"
        notes.add(1, "E303", message, severity=Severity.ERROR)
    vocabulary = national_vocabulary()
    themes = (*vocabulary.themes.codes(), *vocabulary.administrative_themes.codes())
    if walkthrough.coop_theme not in themes:
        message = f"thematique_coop : « {walkthrough.coop_theme} » n’est pas un thème national"
        notes.add(1, "E103", message, severity=Severity.ERROR)
    for name, value in walkthrough.values.items():
        if value.is_unverified:
            message = f"valeur « {name} » à vérifier : les habitants ne la voient pas"
            notes.add(1, "W305", message, severity=Severity.WARNING)


def _lint_links(source: WalkthroughSource, known: set[str], notes: Notes) -> None:
    walkthrough = source.walkthrough
    steps: tuple[Step, ...] = walkthrough.steps if walkthrough else ()
    for step in steps:
        line = source.step_lines[step.step_id]
        if step.opens_walkthrough and step.opens_walkthrough not in known:
            message = f"parcours : « {step.opens_walkthrough} » n’existe pas"
            notes.add(line, "E103", message, severity=Severity.ERROR)
    kinds = {step.kind for step in steps}
    if StepKind.ONLINE in kinds and StepKind.PAPERS not in kinds:
        message = "une étape en_ligne sans étape pieces avant : dire quels papiers préparer"
        notes.add(1, "W402", message, severity=Severity.WARNING)


def _lint_icons(source: WalkthroughSource, registries: Registries, notes: Notes) -> None:
    walkthrough = source.walkthrough
    if walkthrough is None:
        return
    _icon(walkthrough.icon, 1, notes)
    for step in walkthrough.steps:
        line = source.step_lines[step.step_id]
        for name in (step.icon, *(option.icon for option in step.options)):
            _icon(name, line, notes)
        icons = [option.icon for option in step.options]
        icons += [registries.papers[need.paper_id].icon for need in step.papers]
        for name in dict.fromkeys(icons):
            if icons.count(name) > 1:
                message = f"étape {step.step_id} : l’icône « {name} » y sert deux fois"
                notes.add(line, "W502", message, severity=Severity.WARNING)


def _icon(name: str, line: int, notes: Notes) -> None:
    if name and not asset_path("icons", f"{name}.svg").is_file():
        message = f"icône « {name} » : mettre {name}.svg dans assets/icons"
        notes.add(line, "E212", message, severity=Severity.ERROR)
