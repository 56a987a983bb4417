# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public card of the place, read from ``centre.json`` before anything else is ready."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.foundation.clock import paris_day

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_log = logging.getLogger(__name__)
UNKNOWN_NAME = "Espace citoyen numérique"


@dataclass(frozen=True, slots=True)
class CentreFacts:
    """What the public may know of the place.

    Attributes:
        code: Short code of the place.
        name: Its name.
        quarter: Name of the quarter.
        address: Street address.
        phone: Phone number, spaced by pairs.
        hours: Opening hours as text, by week day from Monday (7); empty means closed.
        demo: Whether this is a demonstration.
    """

    code: str = ""
    name: str = UNKNOWN_NAME
    quarter: str = ""
    address: str = ""
    phone: str = ""
    hours: tuple[str, ...] = field(default=("",) * 7)
    demo: bool = False


class CentreView:
    """The card of the moment; read again when the city changes it."""

    def __init__(self, folder: Path) -> None:
        """Read ``centre.json`` of a data folder; what is missing stays empty."""
        self._path = folder / "centre.json"
        self.facts = CentreFacts()
        self.read_again()

    def read_again(self) -> None:
        """Read the file again; a damaged one leaves what is known."""
        try:
            raw = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            _log.info("centre.json cannot be read: %s", type(error).__name__)
            return
        if isinstance(raw, dict):
            self.facts = _facts(raw)

    def hours_on(self, instant_utc: datetime) -> str:
        """Return the opening hours of the day of an instant in Paris; empty when closed."""
        return self.facts.hours[paris_day(instant_utc).weekday()]


def _facts(raw: dict[str, object]) -> CentreFacts:
    def text(name: str, default: str = "") -> str:
        value = raw.get(name)
        return value if isinstance(value, str) and value else default

    return CentreFacts(
        code=text("code"),
        name=text("name", UNKNOWN_NAME),
        quarter=text("quarter"),
        address=text("address"),
        phone=text("phone"),
        hours=_hours(raw.get("hours")),
        demo=raw.get("demo") is True,
    )


def _hours(raw: object) -> tuple[str, ...]:
    if isinstance(raw, dict):
        raw = [raw.get(str(day), raw.get(day, "")) for day in range(7)]
    if not isinstance(raw, list):
        return ("",) * 7
    days = [" et ".join(map(str, day)) if isinstance(day, list) else str(day or "") for day in raw]
    return tuple((days + [""] * 7)[:7])
