# SPDX-License-Identifier: AGPL-3.0-or-later
"""The touches of the record form: the same at the post and beside a resident. Without Qt."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.widgets.visit_form.form import VisitForm


class FormVerbs(ABC):
    """Hands each touch to the form, then draws.

    A presenter that has the form inherits these verbs; it keeps the form and the last message.
    """

    _form: VisitForm
    _told: str

    @abstractmethod
    def _show(self) -> None:
        """Draw the page as it stands."""

    def choose(self, name: str, key: str) -> None:
        """Take or drop one key of a list of the form."""
        self._told = ""
        self._form.choose(name, key)
        self._show()

    def type_day(self, text: str) -> None:
        """Take a typed day."""
        self._form.type_day(text)
        self._show()

    def type_commune(self, text: str) -> None:
        """Take a typed commune."""
        self._form.type_commune(text)

    def show_days(self) -> None:
        """Show or hide other days."""
        self._form.show_days()
        self._show()

    def show_themes(self) -> None:
        """Show every theme."""
        self._form.show_themes()
        self._show()

    def show_details(self) -> None:
        """Show or hide the details."""
        self._form.show_details()
        self._show()
