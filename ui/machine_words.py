# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the staff's pages call this machine: a terminal for residents, or a mediator's post."""

from __future__ import annotations

from typing import Final

_AT_A_POST: Final = {
    "Cette borne": "Ce poste",
    "Passages sur la borne": "Passages sur le poste",
    "Fiches sur cette borne": "Fiches sur ce poste",
    "Cette borne n’a pas de ville : tout reste ici.": "Ce poste n’a pas de ville : tout reste ici.",
}


def machine_text(french: str, *, is_post: bool) -> str:
    """Return a French text with the word that fits this machine, to be translated after."""
    return _AT_A_POST.get(french, french) if is_post else french
