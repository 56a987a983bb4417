# SPDX-License-Identifier: AGPL-3.0-or-later
"""An older day, typed letter by letter: it counts as soon as it is one, and never half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.periods import parse_day
from kiosk.foundation.errors import Refused
from ui.widgets.visit_form.state import FieldView

if TYPE_CHECKING:
    from datetime import date

    from kiosk.foundation.translation import Translator

_EXAMPLE = "14/10/2026"


class TypedDay:
    """What stands in the field."""

    def __init__(self, translator: Translator) -> None:
        """Start empty."""
        self._t = translator.text
        self.text = ""

    def day(self) -> date | None:
        """Return the day that was typed; nothing while it is none."""
        try:
            return parse_day(self.text)
        except Refused:
            return None

    def problem(self) -> str:
        """Return why nothing can be recorded with what was typed; empty where nothing was."""
        if not self.text.strip() or self.day() is not None:
            return ""
        return self._t("Écrivez la date ainsi : 14/10/2026.")

    def view(self, problem: str) -> FieldView:
        """Return the field; a whole date that is none is told at once."""
        is_whole = len(self.text.strip()) >= len(_EXAMPLE)
        told = problem or (self.problem() if is_whole else "")
        return FieldView(self._t("Autre date"), self.text, _EXAMPLE, told)
