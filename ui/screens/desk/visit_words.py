# SPDX-License-Identifier: AGPL-3.0-or-later
"""A record in one phrase: its kind, its themes and its hour; never a name."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from kiosk.domain.attendance import Category
from kiosk.domain.vocabulary import national_vocabulary
from kiosk.foundation.clock import PARIS
from ui.widgets.visit_form.changes import kind_key
from ui.widgets.visit_form.lists import KIND_NAMES
from ui.wording import clock_time, day_in_words, left_to_right

if TYPE_CHECKING:
    from kiosk.domain.attendance import Visit, VisitDraft
    from kiosk.foundation.translation import Translator


def theme_labels(content: VisitDraft) -> str:
    """Return the themes that a record names or counts."""
    counted = [one.code for one in content.counts if one.category is Category.THEME]
    label = national_vocabulary().theme_label
    return ", ".join(label(code) for code in (*content.themes, *counted))


def visit_words(visit: Visit, translator: Translator) -> str:
    """Return « Individuel · Santé · lundi 23 novembre à 14 h 15 », or « noté vers 14 h »."""
    content = visit.content
    day = day_in_words(content.day, translator)
    if content.start:
        began = datetime.combine(content.day, time.fromisoformat(content.start), PARIS)
        when = translator.text("{day} à {time}", day=day, time=clock_time(began, translator))
    else:
        entered = clock_time(visit.entered_hour_utc, translator)
        when = translator.text("{day}, noté vers {time}", day=day, time=entered)
    kind = translator.text(KIND_NAMES[kind_key(content)])
    themes = left_to_right(theme_labels(content), translator)
    return " · ".join(filter(None, (kind, themes, when)))
