# SPDX-License-Identifier: AGPL-3.0-or-later
"""The needs with which a city starts: six, in the words of the counters, in each language.

The city changes them as it likes; a machine set up by hand and the demo begin with these.
"""

from __future__ import annotations

from kiosk.domain.openings import Motif
from kiosk.domain.walkthroughs import CONTENT_LANGUAGES

_ID = {
    "fr": "pièce d’identité",
    "fr-falc": "votre carte d’identité",
    "en": "identity document",
    "ar": "وثيقة الهوية",
    "tr": "kimlik belgesi",
    "pt": "documento de identidade",
    "pl": "dokument tożsamości",
    "ro": "act de identitate",
}
_CAF_NUMBER = {
    "fr": "numéro d’allocataire",
    "fr-falc": "votre numéro CAF",
    "en": "CAF file number",
    "ar": "رقم ملف CAF",
    "tr": "CAF numarası",
    "pt": "número CAF",
    "pl": "numer CAF",
    "ro": "număr CAF",
}
_RIB = {
    "fr": "RIB",
    "fr-falc": "votre RIB : le papier de la banque",
    "en": "bank details (RIB)",
    "ar": "بيانات الحساب البنكي (RIB)",
    "tr": "banka bilgisi (RIB)",
    "pt": "dados do banco (RIB)",
    "pl": "numer konta (RIB)",
    "ro": "date bancare (RIB)",
}
_LEASE = {
    "fr": "bail ou quittance",
    "fr-falc": "le papier de votre logement",
    "en": "lease or rent receipt",
    "ar": "عقد الإيجار أو وصل الإيجار",
    "tr": "kira sözleşmesi veya makbuzu",
    "pt": "contrato ou recibo da renda",
    "pl": "umowa najmu albo pokwitowanie",
    "ro": "contract de chirie sau chitanță",
}
_RESIDENCE = {
    "fr": "titre de séjour ou passeport",
    "fr-falc": "votre titre de séjour ou passeport",
    "en": "residence permit or passport",
    "ar": "بطاقة الإقامة أو جواز السفر",
    "tr": "oturma izni veya pasaport",
    "pt": "título de residência ou passaporte",
    "pl": "karta pobytu albo paszport",
    "ro": "permis de ședere sau pașaport",
}
_LETTER = {
    "fr": "courriers reçus",
    "fr-falc": "les lettres que vous avez reçues",
    "en": "letters you received",
    "ar": "الرسائل التي وصلتكم",
    "tr": "gelen mektuplar",
    "pt": "cartas recebidas",
    "pl": "otrzymane listy",
    "ro": "scrisori primite",
}
_TAX = {
    "fr": "dernier avis d’impôt",
    "fr-falc": "votre dernière lettre des impôts",
    "en": "latest tax notice",
    "ar": "آخر إشعار ضريبي",
    "tr": "son vergi bildirimi",
    "pt": "última nota de imposto",
    "pl": "ostatnia decyzja podatkowa",
    "ro": "ultimul aviz de impozit",
}
_VITALE = {
    "fr": "carte Vitale",
    "fr-falc": "votre carte Vitale",
    "en": "Vitale card",
    "ar": "بطاقة Vitale",
    "tr": "Vitale kartı",
    "pt": "cartão Vitale",
    "pl": "karta Vitale",
    "ro": "card Vitale",
}
_CV = {
    "fr": "CV si vous en avez un",
    "fr-falc": "votre CV, si vous en avez un",
    "en": "your CV if you have one",
    "ar": "سيرتكم الذاتية إن وُجدت",
    "tr": "varsa özgeçmiş (CV)",
    "pt": "CV, se tiver",
    "pl": "CV, jeśli masz",
    "ro": "CV, dacă aveți",
}


def _motif(
    motif_id: str,
    icon: str,
    duration_min: int,
    labels: dict[str, str],
    papers: tuple[dict[str, str], ...],
) -> Motif:
    return Motif(
        motif_id=motif_id,
        labels=tuple(labels.items()),
        icon=icon,
        duration_min=duration_min,
        documents=tuple(
            (language, tuple(paper[language] for paper in papers)) for language in CONTENT_LANGUAGES
        ),
    )


STANDARD_MOTIFS: tuple[Motif, ...] = (
    _motif(
        "caf",
        "home-heart",
        45,
        {
            "fr": "CAF et logement",
            "fr-falc": "La CAF, mon logement",
            "en": "CAF benefits and housing",
            "ar": "صندوق CAF والسكن",
            "tr": "CAF ve konut",
            "pt": "CAF e habitação",
            "pl": "CAF i mieszkanie",
            "ro": "CAF și locuință",
        },
        (_ID, _CAF_NUMBER, _RIB, _LEASE),
    ),
    _motif(
        "sejour",
        "id",
        45,
        {
            "fr": "Papiers et titre de séjour",
            "fr-falc": "Mes papiers, mon titre de séjour",
            "en": "Papers and residence permit",
            "ar": "الأوراق وبطاقة الإقامة",
            "tr": "Belgeler ve oturma izni",
            "pt": "Papéis e título de residência",
            "pl": "Dokumenty i karta pobytu",
            "ro": "Acte și permis de ședere",
        },
        (_RESIDENCE, _LETTER),
    ),
    _motif(
        "impots",
        "receipt-euro",
        30,
        {
            "fr": "Impôts",
            "fr-falc": "Les impôts",
            "en": "Taxes",
            "ar": "الضرائب",
            "tr": "Vergi",
            "pt": "Impostos",
            "pl": "Podatki",
            "ro": "Impozite",
        },
        (_ID, _TAX),
    ),
    _motif(
        "sante",
        "heartbeat",
        30,
        {
            "fr": "Santé, Ameli",
            "fr-falc": "Ma santé, Ameli",
            "en": "Health, Ameli",
            "ar": "الصحة، Ameli",
            "tr": "Sağlık, Ameli",
            "pt": "Saúde, Ameli",
            "pl": "Zdrowie, Ameli",
            "ro": "Sănătate, Ameli",
        },
        (_VITALE, _LETTER),
    ),
    _motif(
        "travail",
        "briefcase",
        30,
        {
            "fr": "Travail, France Travail",
            "fr-falc": "Le travail, France Travail",
            "en": "Work, France Travail",
            "ar": "العمل، France Travail",
            "tr": "İş, France Travail",
            "pt": "Trabalho, France Travail",
            "pl": "Praca, France Travail",
            "ro": "Muncă, France Travail",
        },
        (_ID, _CV),
    ),
    _motif(
        "autre",
        "dots",
        30,
        {
            "fr": "Autre chose",
            "fr-falc": "Autre chose",
            "en": "Something else",
            "ar": "شيء آخر",
            "tr": "Başka bir şey",
            "pt": "Outra coisa",
            "pl": "Coś innego",
            "ro": "Altceva",
        },
        (_LETTER,),
    ),
)
