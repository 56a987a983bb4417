# SPDX-License-Identifier: AGPL-3.0-or-later
"""The line that names the public sheet a walkthrough was made from; no Qt.

Source: Licence Ouverte 2.0 (Etalab): a reuse names the source and the date of its last update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.wording import date_in_words, left_to_right

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_origin import Origin
    from kiosk.foundation.translation import Translator


def origin_words(origin: Origin | None, translator: Translator) -> str:
    """Return "Source : Service-Public, fiche F1342, mise à jour le 21 juillet 2020", or nothing."""
    if origin is None:
        return ""
    return translator.text(
        "Source : Service-Public, fiche {sheet}, mise à jour le {day} {year}",
        sheet=left_to_right(origin.sheet_id, translator),
        day=date_in_words(origin.dated, translator),
        year=origin.dated.year,
    )
