# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks whether a walkthrough can be trusted today: who read it, until when, what is unsure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.content.problems import Severity
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.domain.walkthroughs import ContentStatus

if TYPE_CHECKING:
    from datetime import date

    from kiosk.content.fields import Notes
    from kiosk.domain.walkthroughs import Walkthrough

_REVIEWED = frozenset({ContentStatus.REVIEWED, ContentStatus.PUBLISHED})


def lint_trust(walkthrough: Walkthrough, today: date, notes: Notes) -> None:
    """Note what is late, unread, unverified or without a duration in `walkthrough`."""
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
    for stage in walkthrough.stages:
        if stage.minutes == 0:
            message = f"partie « {stage.stage_id} » : dire sa durée en minutes, 1 au moins"
            notes.add(1, "W403", message, severity=Severity.WARNING)
