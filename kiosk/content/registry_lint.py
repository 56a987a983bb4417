# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks the shared registries: addresses that can be trusted, words that can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.content.fields import Notes
from kiosk.content.layout import REGISTRY_FOLDER
from kiosk.content.picture_lint import lint_icon
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.registry_reading import Lexicon, registry_lines
from kiosk.content.text_lint import PlacedText, lint_text

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.walkthroughs import Registries, Texts

ALLOWED_DOMAINS = (".fr", ".eu", ".laposte.net")


def lint_registries(
    root: Path, registries: Registries, lexicon: Lexicon, problems: list[ContentProblem]
) -> None:
    """Add to `problems` what is wrong with the sound entries of the registries."""
    _lint_sites(root, registries, problems)
    _lint_contacts(root, registries, problems)
    _lint_other_texts(root, registries, lexicon, problems)
    notes = Notes(f"{REGISTRY_FOLDER}/pieces.yaml", problems)
    lines = registry_lines(root, "pieces")
    for name, paper in registries.papers.items():
        lint_icon(paper.icon, lines[name], notes)
        _lint_texts(paper.names, (name, "options"), lines[name], lexicon, notes)
        for texts in (paper.details, paper.questions, paper.advice):
            _lint_texts(texts, (name, "points"), lines[name], lexicon, notes)
    theme_notes = Notes(f"{REGISTRY_FOLDER}/themes.yaml", problems)
    theme_lines = registry_lines(root, "themes")
    for theme in registries.themes:
        lint_icon(theme.icon, theme_lines[theme.theme_id], theme_notes)


def _lint_other_texts(
    root: Path, registries: Registries, lexicon: Lexicon, problems: list[ContentProblem]
) -> None:
    """Judge every sentence of the other registries as those of walkthroughs are.

    How an address is said aloud is no sentence: it has as many words as the address.
    """
    of: dict[str, dict[str, tuple[Texts, ...]]] = {
        "urls": {name: (one.names,) for name, one in registries.sites.items()},
        "contacts": {name: (one.names, one.hours) for name, one in registries.contacts.items()},
        "hotes": {name: (one.names,) for name, one in registries.families.items()},
        "libelles": {name: (texts,) for name, texts in registries.labels.items()},
        "themes": {one.theme_id: (one.names,) for one in registries.themes},
    }
    for registry, entries in of.items():
        notes = Notes(f"{REGISTRY_FOLDER}/{registry}.yaml", problems)
        lines = registry_lines(root, registry)
        for name, groups in entries.items():
            for texts in groups:
                _lint_texts(texts, (name, "points"), lines[name], lexicon, notes)


def _lint_texts(
    texts: Texts, path: tuple[str, ...], line: int, lexicon: Lexicon, notes: Notes
) -> None:
    for language, text in texts.items():
        lint_text(PlacedText(text, line, path), language, lexicon=lexicon, notes=notes)


def _lint_sites(root: Path, registries: Registries, problems: list[ContentProblem]) -> None:
    notes = Notes(f"{REGISTRY_FOLDER}/urls.yaml", problems)
    lines = registry_lines(root, "urls")
    for name, site in registries.sites.items():
        host = urlsplit(site.address).hostname or ""
        if not host.endswith(ALLOWED_DOMAINS):
            message = f"{name} : « {host} » n’est pas un domaine en .fr ou .eu"
            notes.add(lines[name], "E304", message, severity=Severity.ERROR)
        for family in site.families:
            if family not in registries.families:
                message = f"{name} : la famille « {family} » n’est pas dans hotes.yaml"
                notes.add(lines[name], "E304", message, severity=Severity.ERROR)
        if site.checked_on is None:
            message = f"{name} : personne n’a encore ouvert cette adresse (verifie_le)"
            notes.add(lines[name], "W305", message, severity=Severity.WARNING)


def _lint_contacts(root: Path, registries: Registries, problems: list[ContentProblem]) -> None:
    notes = Notes(f"{REGISTRY_FOLDER}/contacts.yaml", problems)
    lines = registry_lines(root, "contacts")
    for name, contact in registries.contacts.items():
        if contact.is_unverified or contact.checked_on is None:
            message = f"{name} : à vérifier, les habitants sont envoyés vers une personne"
            if not contact.is_unverified:
                message = f"{name} : sans date de vérification, écrire a_verifier: true"
            notes.add(lines[name], "W305", message, severity=Severity.WARNING)
