# SPDX-License-Identifier: AGPL-3.0-or-later
"""The commune where help was given: those around by one touch, the others by their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.communes import MAX_TYPED, commune_of, communes_like, near_communes
from ui.widgets.visit_form.state import ListView

if TYPE_CHECKING:
    from kiosk.domain.attendance import Commune
    from kiosk.foundation.translation import Translator


class CommuneChoice:
    """What was typed to find a commune, and which are offered."""

    def __init__(self, translator: Translator) -> None:
        """Begin with the communes around."""
        self._t = translator.text
        self._found: tuple[Commune, ...] = ()
        self.typed = ""

    def look_for(self, text: str) -> None:
        """Look for a name or its beginning, a postcode, an Insee code."""
        self.typed = text[:MAX_TYPED]
        self._found = communes_like(self.typed)

    @property
    def only(self) -> str:
        """Code of the commune when only one was found; else empty."""
        return self._found[0].insee if len(self._found) == 1 else ""

    def offered(self, chosen: str, problem: str) -> ListView:
        """Return the communes to choose from: what was found, else those around."""
        options = [(one.insee, f"{one.name} {one.postcode}") for one in self._found]
        if not self.typed.strip():
            options = [(one.insee, one.name) for one in near_communes()]
        taken = commune_of(chosen.upper())
        if taken is not None and taken.insee not in dict(options):
            options.insert(0, (taken.insee, f"{taken.name} {taken.postcode}"))
        of_chosen = (taken.insee,) if taken is not None else ()
        return ListView(self._t("Commune"), tuple(options), of_chosen, problem)

    def problem(self) -> str:
        """Return what is wrong with what was typed; empty when nothing is."""
        if not self.typed.strip() or self._found:
            return ""
        return self._t("Aucune commune trouvée : écrivez son nom ou son code postal.")
