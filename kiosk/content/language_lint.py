# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tells in which languages a walkthrough that many people use is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.content.problems import Severity
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES

if TYPE_CHECKING:
    from kiosk.content.fields import Notes
    from kiosk.domain.walkthroughs import Walkthrough

# Those that the centres expect to open most often; the others may stay in French.
MOST_USED = frozenset(
    {
        "ameli",
        "arnaque",
        "caf-compte",
        "caf-rsa-declaration",
        "france-travail",
        "identite-passeport",
        "impots",
        "pic-projet",
        "scanner-envoyer",
        "titre-sejour-renouvellement",
    }
)


def lint_languages(walkthrough: Walkthrough, notes: Notes) -> None:
    """Note, as a warning, the languages that one of the most used walkthroughs lacks."""
    missing = [code for code in CONTENT_LANGUAGES if code not in walkthrough.texts]
    if walkthrough.walkthrough_id in MOST_USED and missing:
        files = ", ".join(f"textes.{code}.yaml" for code in missing)
        message = f"parcours très utilisé, montré en français faute de {files}"
        notes.add(1, "W202", message, severity=Severity.WARNING)
