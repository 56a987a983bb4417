# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a machine keeps of its city between two exchanges: address, keys, cursors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kiosk.services.content_trust import CITY_ROOT, CITY_STATEMENT, OFFERED
from sync.wire_enrolment import CityKeys, Statement
from sync.wire_form import decode

if TYPE_CHECKING:
    from kiosk.storage.unit_of_work import UnitOfWork

URL: Final = "city_url"
ROOT: Final = CITY_ROOT
STATEMENT: Final = CITY_STATEMENT
CURSORS: Final = "city_cursors"
PROBE: Final = "city_probe"
RETELL: Final = "city_retell"
RESEND: Final = "city_resend"
CONTENT: Final = "city_content"
PACK: Final = OFFERED
NAME: Final = "city_machine_name"


@dataclass(frozen=True, slots=True)
class CityLink:
    """The bond with a city.

    Attributes:
        url: Address of its server.
        root: Root key, pinned at enrolment.
        statement: Newest statement of its keys.
        keys: What that statement says.
    """

    url: str
    root: bytes
    statement: Statement
    keys: CityKeys


def read_link(uow: UnitOfWork) -> CityLink | None:
    """Return the bond; nothing before enrolment."""
    url, root = uow.parameters.get(URL), uow.parameters.get(ROOT)
    stored = uow.parameters.get(STATEMENT)
    if not isinstance(url, str) or not isinstance(root, str) or not isinstance(stored, str):
        return None
    statement = decode(stored.encode("utf-8"), Statement)
    keys = decode(statement.body.encode("utf-8"), CityKeys)
    return CityLink(url, bytes.fromhex(root), statement, keys)


def read_texts(uow: UnitOfWork, name: str) -> dict[str, str]:
    """Return a mapping of texts kept under a name; empty if there is none."""
    stored = uow.parameters.get(name)
    if not isinstance(stored, dict):
        return {}
    return {key: value for key, value in stored.items() if isinstance(value, str)}


def read_numbers(uow: UnitOfWork, name: str) -> dict[str, int]:
    """Return a mapping of numbers kept under a name; empty if there is none."""
    stored = uow.parameters.get(name)
    if not isinstance(stored, dict):
        return {}
    return {key: value for key, value in stored.items() if isinstance(value, int)}
