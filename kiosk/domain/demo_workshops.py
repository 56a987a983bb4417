# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's workshops: invented, marked so, and always soon."""

from __future__ import annotations

from datetime import time, timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.holidays import public_holidays
from kiosk.domain.openings import local_instant
from kiosk.domain.workshops import Workshop

if TYPE_CHECKING:
    from datetime import date

_SATURDAY: Final = 5

_MOUSE: Final = (
    ("fr", "Mes premiers pas avec la souris (EXEMPLE)"),
    ("fr-falc", "J’apprends la souris (EXEMPLE)"),
    ("en", "First steps with the mouse (EXEMPLE)"),
    ("ar", "خطواتي الأولى مع الفأرة (EXEMPLE)"),
    ("tr", "Fare ile ilk adımlar (EXEMPLE)"),
    ("pt", "Primeiros passos com o rato (EXEMPLE)"),
    ("pl", "Pierwsze kroki z myszką (EXEMPLE)"),
    ("ro", "Primii pași cu mouse-ul (EXEMPLE)"),
)
_PHONE: Final = (
    ("fr", "Sécuriser son téléphone (EXEMPLE)"),
    ("fr-falc", "Je protège mon téléphone (EXEMPLE)"),
    ("en", "Keep your phone safe (EXEMPLE)"),
    ("ar", "حماية هاتفي (EXEMPLE)"),
    ("tr", "Telefonumu güvene almak (EXEMPLE)"),
    ("pt", "Proteger o telemóvel (EXEMPLE)"),
    ("pl", "Bezpieczny telefon (EXEMPLE)"),
    ("ro", "Telefonul meu în siguranță (EXEMPLE)"),
)
_BRING_PHONE: Final = (
    ("fr", ("Votre téléphone", "Son chargeur")),
    ("fr-falc", ("Votre téléphone", "Son chargeur")),
    ("en", ("Your phone", "Its charger")),
    ("ar", ("هاتفك", "الشاحن")),
    ("tr", ("Telefonunuz", "Şarj aleti")),
    ("pt", ("O seu telemóvel", "O carregador")),
    ("pl", ("Twój telefon", "Ładowarka")),
    ("ro", ("Telefonul dumneavoastră", "Încărcătorul")),
)


def demo_workshops(today: date) -> tuple[Workshop, ...]:
    """Return two workshops of the coming days, one of them small, so that it is soon full."""
    soon, later = _open_day(today + timedelta(days=3)), _open_day(today + timedelta(days=8))
    return (
        Workshop(
            workshop_id="exemple-souris",
            titles=_MOUSE,
            start_utc=local_instant(soon, time(14)),
            duration_min=90,
            capacity=8,
            mediator_id="exemple-karim",
            min_participants=3,
        ),
        Workshop(
            workshop_id="exemple-telephone",
            titles=_PHONE,
            start_utc=local_instant(later, time(10)),
            duration_min=60,
            capacity=4,
            mediator_id="exemple-nadia",
            documents=_BRING_PHONE,
            waiting_capacity=4,
        ),
    )


def _open_day(day: date) -> date:
    """Return the first day from one on that is no week-end and no public holiday."""
    while day.weekday() >= _SATURDAY or day in public_holidays(day.year):
        day += timedelta(days=1)
    return day
