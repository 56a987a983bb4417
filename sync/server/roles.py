# SPDX-License-Identifier: AGPL-3.0-or-later
"""What persons may be in the console. Which page is for whom: `sync.server.console.rules`."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection


class Role(StrEnum):
    """A role; somebody may have several."""

    COORDINATION = "coordination"
    RECEPTION = "accueil"
    FLEET = "parc"
    PROTECTION = "protection"
    ADMINISTRATION = "administration"


ROLE_WORDS: Final = {
    Role.COORDINATION: "coordination : statistiques, rapprochement, exports",
    Role.RECEPTION: "accueil : agenda de ses centres",
    Role.FLEET: "parc : machines, inscriptions, droits de réserver",
    Role.PROTECTION: "protection des données : journal, effacements",
    Role.ADMINISTRATION: "administration : comptes",
}


def needs_second_factor(roles: Collection[str]) -> bool:
    """Say whether a password alone does not open: only the agenda may do without a code."""
    return any(role != Role.RECEPTION.value for role in roles)
