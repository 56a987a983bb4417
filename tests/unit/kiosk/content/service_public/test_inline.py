# SPDX-License-Identifier: AGPL-3.0-or-later
"""Inline elements of the sheets become plain text: golden sentences."""

from __future__ import annotations

import pytest

from kiosk.content.service_public.inline import clean, flatten
from kiosk.content.service_public.sheet_xml import parse_sheet

GOLDEN = [
    ("le 1<Exposant>er</Exposant> janvier", "le 1er janvier"),
    ("du CO<Indice>2</Indice>", "du CO2"),
    (
        "la mention <Expression>le père</Expression>, ou rien",
        "la mention «\u00a0le père\u00a0», ou rien",
    ),
    ("<Expression>« déjà »</Expression>", "« déjà »"),
    ("<Citation>oui</Citation> dit-il", "«\u00a0oui\u00a0» dit-il"),
    ("documents <MiseEnEvidence>originaux</MiseEnEvidence>.", "documents originaux."),
    (
        "un <Expression><MiseEnEvidence>mot</MiseEnEvidence></Expression> seul",
        "un «\u00a0mot\u00a0» seul",
    ),
    ('voir <LienExterne URL="https://x.fr">ce site</LienExterne>\n\n. Puis', "voir ce site. Puis"),
    ('un <LienIntra LienID="R1">acte</LienIntra> récent', "un acte récent"),
    ('à la <LienInterne LienPublication="R2" type="Sigle">Caf</LienInterne>', "à la Caf"),
    ("de   <Valeur>500 €</Valeur> au plus", "de {valeur.montant} au plus"),
    ("un <TermeEtranger langue='en'>mail</TermeEtranger> reçu", "un mail reçu"),
    ("avant<Image LienPublication='I1'><Legende>photo</Legende></Image> après", "avant après"),
    ("avant <Encart>gardé</Encart> après", "avant gardé après"),
    ("&lt;span class='miseenevidence'&gt;vrai&lt;/span&gt;", "vrai"),
    ("a {contact.mairie.tel} b", "a (contact.mairie.tel) b"),
    ("( espace )", "(espace)"),
    ("à \u202el’envers\u2069 et\u200b fin", "à l’envers et fin"),
    ("nombre 10\u00a0000", "nombre 10\u00a0000"),
    ("l'<Variable>âge</Variable> &lt; 5 ans", "l'âge < 5 ans"),
]


def paragraph(inner):
    raw = f"<Publication><Paragraphe>{inner}</Paragraphe></Publication>".encode()
    return next(parse_sheet(raw, "x").elements())


@pytest.mark.parametrize(("inner", "text"), GOLDEN)
def test_marks_become_plain_text(inner, text):
    assert flatten(paragraph(inner), lambda _: "{valeur.montant}").text == text


def test_glossary_words_and_acronyms_are_remembered_in_order():
    inner = (
        '<LienIntra LienID="R1">a</LienIntra>'
        '<LienInterne LienPublication="R2" type="Sigle">b</LienInterne>'
    )

    assert flatten(paragraph(inner), str).definitions == ["R1", "R2"]


def test_an_unknown_element_is_told_and_an_image_is_told_as_silent():
    flat = flatten(paragraph("<Encart>x</Encart><Image/>"), str)

    assert [one.tag for one in flat.unknown] == ["Encart"]
    assert [one.tag for one in flat.silent] == ["Image"]


@pytest.mark.parametrize("text", ["a\x07b", "\ufeffabc", "{x}", "<b>gras</b>", "a\nb\tc"])
def test_what_is_cleaned_holds_no_mark_control_sign_or_brace(text):
    tidy = clean(text)

    assert not set("{}<>\n\t\x07\ufeff") & set(tidy)
