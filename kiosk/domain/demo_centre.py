# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demonstration's centre, people, needs and openings: invented, and marked so.

The place is that of a public square of Roubaix; the telephone is out of service, the people are
examples. Kiosk and city server show the same one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import TYPE_CHECKING

from kiosk.domain.centre import CentreCard
from kiosk.domain.demo_workshops import demo_workshops
from kiosk.domain.holidays import holiday_closures
from kiosk.domain.openings import Agenda, Mediator, Motif, Opening, Season
from kiosk.domain.recurrence import Frequency, Recurrence, weekly

if TYPE_CHECKING:
    from datetime import date

_HOURS = "9 h – 12 h, 14 h – 18 h"
_IDENTITY_PAPERS = (
    ("fr", ("Pièce d’identité", "Téléphone")),
    ("fr-falc", ("Votre carte d’identité", "Votre téléphone")),
    ("en", ("Identity document", "Phone")),
    ("ar", ("وثيقة هوية", "هاتف")),
    ("tr", ("Kimlik belgesi", "Telefon")),
    ("pt", ("Documento de identidade", "Telefone")),
    ("pl", ("Dokument tożsamości", "Telefon")),
    ("ro", ("Act de identitate", "Telefon")),
)

DEMO_CENTRE = CentreCard(
    code="NORD",
    name="Espace citoyen numérique Nord",
    quarter="Nord",
    address="14 place de la Fosse-aux-Chênes",
    phone="03 20 00 00 00 (EXEMPLE)",
    hours=tuple((weekday, _HOURS) for weekday in range(5)),
)

DEMO_OTHER_CENTRE = CentreCard(
    code="SUD",
    name="Espace citoyen numérique Sud (EXEMPLE)",
    quarter="Sud",
    address="place de la Liberté",
    phone="03 20 00 00 00 (EXEMPLE)",
    hours=((3, "14 h – 17 h"),),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Who opens the staff's screens of the demonstration, and with which code.

    Attributes:
        name: Name shown to the staff.
        role: Value of `kiosk.services.staff.StaffRole`.
        pin: Code; printed by ``./dev run``, of no use outside a demonstration.
    """

    name: str
    role: str
    pin: str


DEMO_STAFF = (
    DemoPerson("Nadia (EXEMPLE)", "mediator", "280691"),
    DemoPerson("Bénévoles (EXEMPLE)", "volunteer", "402513"),
    DemoPerson("Coordination (EXEMPLE)", "coordinator", "735102"),
    DemoPerson("Technique (EXEMPLE)", "technician", "916348"),
)

_MEDIATORS = (
    Mediator("exemple-nadia", "Nadia (EXEMPLE)"),
    Mediator("exemple-karim", "Karim (EXEMPLE)"),
    Mediator("exemple-lucie", "Lucie (EXEMPLE)"),
)

_MOTIFS = (
    Motif(
        "social_sante.logement",
        (
            ("fr", "CAF, logement"),
            ("fr-falc", "La CAF, mon logement"),
            ("en", "CAF, housing"),
            ("ar", "صندوق الإعانات العائلية، السكن"),
            ("tr", "CAF, konut"),
            ("pt", "CAF, habitação"),
            ("pl", "CAF, mieszkanie"),
            ("ro", "CAF, locuință"),
        ),
        "home",
        45,
        documents=(
            ("fr", ("Pièce d’identité", "Numéro d’allocataire", "Téléphone")),
            ("fr-falc", ("Votre carte d’identité", "Votre numéro CAF", "Votre téléphone")),
            ("en", ("Identity document", "CAF number", "Phone")),
            ("ar", ("وثيقة هوية", "رقم المستفيد", "هاتف")),
            ("tr", ("Kimlik belgesi", "CAF numarası", "Telefon")),
            ("pt", ("Documento de identidade", "Número CAF", "Telefone")),
            ("pl", ("Dokument tożsamości", "Numer CAF", "Telefon")),
            ("ro", ("Act de identitate", "Număr CAF", "Telefon")),
        ),
    ),
    Motif(
        "etrangers_europe",
        (
            ("fr", "Titre de séjour"),
            ("fr-falc", "Mon titre de séjour"),
            ("en", "Residence permit"),
            ("ar", "تصريح الإقامة"),
            ("tr", "Oturma izni"),
            ("pt", "Título de residência"),
            ("pl", "Karta pobytu"),
            ("ro", "Permis de ședere"),
        ),
        "id",
        45,
        documents=(
            ("fr", ("Titre de séjour", "Passeport", "Justificatif de domicile", "Téléphone")),
            ("fr-falc", ("Votre titre de séjour", "Votre passeport", "Une facture récente")),
            ("en", ("Residence permit", "Passport", "Proof of address", "Phone")),
            ("ar", ("تصريح الإقامة", "جواز السفر", "إثبات السكن", "هاتف")),
            ("tr", ("Oturma izni", "Pasaport", "Adres belgesi", "Telefon")),
            ("pt", ("Título de residência", "Passaporte", "Comprovativo de morada", "Telefone")),
            ("pl", ("Karta pobytu", "Paszport", "Dowód adresu", "Telefon")),
            ("ro", ("Permis de ședere", "Pașaport", "Dovada adresei", "Telefon")),
        ),
    ),
    Motif(
        "argent_impots",
        (
            ("fr", "Impôts"),
            ("fr-falc", "Les impôts"),
            ("en", "Taxes"),
            ("ar", "الضرائب"),
            ("tr", "Vergi"),
            ("pt", "Impostos"),
            ("pl", "Podatki"),
            ("ro", "Impozite"),
        ),
        "calculator",
        30,
        documents=(
            ("fr", ("Dernier avis d’impôt", "Téléphone")),
            ("fr-falc", ("Votre dernier papier des impôts", "Votre téléphone")),
            ("en", ("Last tax notice", "Phone")),
            ("ar", ("آخر إشعار ضريبي", "هاتف")),
            ("tr", ("Son vergi bildirimi", "Telefon")),
            ("pt", ("Última nota de imposto", "Telefone")),
            ("pl", ("Ostatnia decyzja podatkowa", "Telefon")),
            ("ro", ("Ultimul aviz de impozit", "Telefon")),
        ),
    ),
    Motif(
        "social_sante",
        (
            ("fr", "Santé, Ameli"),
            ("fr-falc", "Ma santé, Ameli"),
            ("en", "Health, Ameli"),
            ("ar", "الصحة، Ameli"),
            ("tr", "Sağlık, Ameli"),
            ("pt", "Saúde, Ameli"),
            ("pl", "Zdrowie, Ameli"),
            ("ro", "Sănătate, Ameli"),
        ),
        "heartbeat",
        30,
        documents=(
            ("fr", ("Carte Vitale", "Téléphone")),
            ("fr-falc", ("Votre carte Vitale", "Votre téléphone")),
            ("en", ("Health card (carte Vitale)", "Phone")),
            ("ar", ("بطاقة Vitale", "هاتف")),
            ("tr", ("Vitale kartı", "Telefon")),
            ("pt", ("Cartão Vitale", "Telefone")),
            ("pl", ("Karta Vitale", "Telefon")),
            ("ro", ("Card Vitale", "Telefon")),
        ),
    ),
    Motif(
        "travail_formation",
        (
            ("fr", "Travail, France Travail"),
            ("fr-falc", "Mon travail, France Travail"),
            ("en", "Work, France Travail"),
            ("ar", "العمل، France Travail"),
            ("tr", "İş, France Travail"),
            ("pt", "Trabalho, France Travail"),
            ("pl", "Praca, France Travail"),
            ("ro", "Muncă, France Travail"),
        ),
        "briefcase",
        45,
        documents=_IDENTITY_PAPERS,
    ),
    Motif(
        "prendre_en_main_du_materiel",
        (
            ("fr", "Apprendre à se servir d’un ordinateur"),
            ("fr-falc", "Apprendre l’ordinateur"),
            ("en", "Learn to use a computer"),
            ("ar", "تعلّم استخدام الحاسوب"),
            ("tr", "Bilgisayar kullanmayı öğrenmek"),
            ("pt", "Aprender a usar um computador"),
            ("pl", "Nauka obsługi komputera"),
            ("ro", "Învăț să folosesc calculatorul"),
        ),
        "device-laptop",
        60,
    ),
)

_WEEK = (0, 1, 2, 3, 4)
_SHIFTS = (
    ("exemple-nadia", _WEEK, time(9), time(12)),
    ("exemple-nadia", (0, 2, 4), time(14), time(17, 30)),
    ("exemple-karim", (1, 3), time(9), time(12)),
    ("exemple-karim", _WEEK, time(14), time(18)),
    ("exemple-lucie", (2, 3), time(9, 30), time(12)),
)


def demo_agenda(first_day: date, today: date | None = None) -> Agenda:
    """Return the agenda of the demonstration.

    Args:
        first_day: First day of its openings.
        today: The day after which its workshops come; `first_day` when it is left out.
    """
    weekly_ones = tuple(
        Opening(
            opening_id=f"exemple-{number}",
            mediator_id=mediator_id,
            motif_ids=(),
            first_day=first_day,
            recurrence=weekly(*weekdays),
            start=start,
            end=end,
        )
        for number, (mediator_id, weekdays, start, end) in enumerate(_SHIFTS, start=1)
    )
    needs = tuple((motif.motif_id, (3,)) for motif in _MOTIFS)
    return Agenda(
        mediators=_MEDIATORS,
        motifs=_MOTIFS,
        openings=(*weekly_ones, *_of_lucie(weekly_ones[-1])),
        closures=holiday_closures(range(first_day.year, first_day.year + 2)),
        centres=(DEMO_OTHER_CENTRE._replace(receives=needs),),
        workshops=demo_workshops(today or first_day),
    )


def _of_lucie(morning: Opening) -> tuple[Opening, ...]:
    """Return a half-day in the other centre, one of each month, one of the school holidays."""
    afternoon = replace(morning, start=time(14), end=time(17))
    first_tuesday = Recurrence(Frequency.MONTHLY, by_day=((1, 1),))
    return (
        replace(
            afternoon,
            opening_id="exemple-6",
            recurrence=weekly(3),
            centre=DEMO_OTHER_CENTRE.code,
        ),
        replace(afternoon, opening_id="exemple-7", recurrence=first_tuesday),
        replace(
            morning,
            opening_id="exemple-8",
            recurrence=weekly(0, 4),
            season=Season.SCHOOL_HOLIDAYS,
        ),
    )
