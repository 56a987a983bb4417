# SPDX-License-Identifier: AGPL-3.0-or-later
"""The licences under which a French administration may open its data.

Source: Code des relations entre le public et l’administration, art. L323-2 and D323-2-1: the
Licence Ouverte of Etalab and the Open Database License; the State must approve any other one.
"""

from __future__ import annotations

from enum import Enum


class OpenLicence(Enum):
    """An admissible licence: its identifier (SPDX), its name, where it is read."""

    ETALAB = (
        "etalab-2.0",
        "Licence Ouverte / Open Licence 2.0 (Etalab)",
        "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    )
    ODBL = (
        "ODbL-1.0",
        "Open Database License 1.0 (ODbL)",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    )

    def __init__(self, code: str, title: str, path: str) -> None:
        """Name the parts of the value."""
        self.code, self.title, self.path = code, title, path


LICENCES = {licence.code: licence for licence in OpenLicence}
"""Identifier -> licence."""
