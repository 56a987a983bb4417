# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a sheet says reaches the draft: services, contacts, amounts, notes, tables; or is told."""

from __future__ import annotations

import pytest

from kiosk.content.registry_reading import read_registries
from kiosk.content.service_public.importing import import_sheets
from kiosk.content.service_public.sheet_context import RemarkKind
from kiosk.domain.walkthroughs import EndOutcome, StepKind
from tests.support.sheet_mutator import sheet_paths
from tests.unit.kiosk.content.service_public.sheets import imported


def kinds(walkthrough):
    return [step.kind for step in walkthrough.steps]


def test_a_service_is_an_online_step_whose_address_nobody_has_checked(tmp_path):
    body = """<Texte><ServiceEnLigne ID="R1" URL="http://www.exemple.gouv.fr/a" type="Téléservice">
      <Titre>Faire la demande</Titre></ServiceEnLigne></Texte>"""
    report, found = imported(tmp_path, body)
    step = found["dila-f1"].step(found["dila-f1"].start)
    site = read_registries(tmp_path / "out", []).sites[step.url_id]

    assert step.kind is StepKind.ONLINE
    assert step.later_target == "fin_plus_tard"
    assert (site.address, site.checked_on) == ("https://www.exemple.gouv.fr/a", None)
    assert [remark.kind for remark in report.remarks] == [RemarkKind.ADDRESS]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "https://user:pass@caf.fr/",
        "https://caf.fr:8443/",
        "https://[::1/",
        "https://127.0.0.1/",
        "https://caf.fr/a b",
        "ftp://caf.fr/",
        "https://caf.fr/{x}",
        "https://" + "a" * 400 + ".fr/",
    ],
)
def test_a_strange_address_is_told_and_never_named(tmp_path, address):
    body = (
        f'<Texte><ServiceEnLigne ID="R1" URL="{address}"><Titre>Le service</Titre>'
        "</ServiceEnLigne></Texte>"
    )
    report, found = imported(tmp_path, body)

    assert StepKind.ONLINE not in kinds(found["dila-f1"])
    assert any("adresse absente ou refusée" in remark.text for remark in report.remarks)


def test_a_contact_keeps_its_phone_as_unverified(tmp_path):
    body = """<Texte><QuiPeutMAider ID="R1" type="National"><Titre>Info Escroqueries</Titre>
      <Texte><Chapitre><Titre><Paragraphe>Par téléphone</Paragraphe></Titre><Paragraphe>
      <MiseEnEvidence>0 805 805 817</MiseEnEvidence></Paragraphe></Chapitre></Texte>
      </QuiPeutMAider></Texte>"""
    _, found = imported(tmp_path, body)
    step = found["dila-f1"].step(found["dila-f1"].start)
    contact = read_registries(tmp_path / "out", []).contacts[step.contact_id]

    assert (contact.names["fr"], contact.phone) == ("Info Escroqueries", "0 805 805 817")
    assert contact.is_unverified


def test_amounts_are_values_that_somebody_must_check(tmp_path):
    body = "<Texte><Paragraphe>Payez <Valeur>25 €</Valeur> à la mairie.</Paragraphe></Texte>"
    _, found = imported(tmp_path, body)
    walkthrough = found["dila-f1"]

    text = walkthrough.texts["fr"].steps[walkthrough.start].text
    assert text == "Payez {valeur.montant_1} à la mairie."
    assert walkthrough.values["montant_1"].is_unverified
    assert walkthrough.values["montant_1"].texts["fr"] == "25 €"


def test_notes_carry_their_name_and_a_glossary_word_its_meaning(tmp_path):
    body = """<Texte><Attention><Titre>Attention</Titre><Paragraphe>prenez un
      <LienIntra LienID="R7">récépissé</LienIntra>.</Paragraphe></Attention></Texte>
      <Definition ID="R7"><Titre>Récépissé</Titre><Texte><Paragraphe>Papier qui prouve.
      </Paragraphe></Texte></Definition>"""
    _, found = imported(tmp_path, body)
    texts = found["dila-f1"].texts["fr"].steps[found["dila-f1"].start]

    assert texts.text == "Attention : prenez un récépissé."
    assert texts.help_text == "Récépissé : Papier qui prouve."


def test_glossary_words_that_explain_each_other_end(tmp_path):
    one = '<LienIntra LienID="R{0}">mot</LienIntra>'
    body = (
        f"<Texte><Paragraphe>{one.format(1)}</Paragraphe></Texte>"
        f'<Definition ID="R1"><Titre>A</Titre><Texte>{one.format(2)}</Texte></Definition>'
        f'<Definition ID="R2"><Titre>B</Titre><Texte>{one.format(1)}</Texte></Definition>'
    )
    _, found = imported(tmp_path, body)

    assert found["dila-f1"].texts["fr"].steps[found["dila-f1"].start].help_text == "A : mot"


def test_rows_of_a_table_become_points(tmp_path):
    body = """<Texte><Tableau><Rangée type="header"><Cellule>Âge</Cellule><Cellule>Prix</Cellule>
      <Cellule>Délai</Cellule></Rangée><Rangée><Cellule>18 ans</Cellule><Cellule>5 euros</Cellule>
      <Cellule>2 jours</Cellule></Rangée></Tableau></Texte>"""
    _, found = imported(tmp_path, body)

    text = found["dila-f1"].texts["fr"].steps[found["dila-f1"].start].text
    assert text == "18 ans : Prix : 5 euros ; Délai : 2 jours"


def test_a_warning_of_the_sheet_is_told_to_the_author(tmp_path):
    body = """<Avertissement ID="R1" date="2026-02-01"><Titre>La loi change</Titre><Texte>
      <Paragraphe>Au 1<Exposant>er</Exposant> mars.</Paragraphe></Texte></Avertissement>"""
    report, _ = imported(tmp_path, body)

    assert (report.remarks[0].kind, report.remarks[0].text) == (
        RemarkKind.BANNER,
        "2026-02-01 — La loi change — Au 1er mars.",
    )


def test_each_element_is_used_or_named_with_its_count(tmp_path):
    body = """<Texte><Paragraphe>Un <Encart>mot</Encart>.</Paragraphe></Texte>
      <Reference URL="x"><Titre>Loi</Titre></Reference><Reference/><Nouveauté/>"""
    report, found = imported(tmp_path, body)

    assert report.account.left_out == {"Nouveauté": 1, "Reference": 2, "Titre": 1}
    assert report.account.kept == {"Encart": 1}
    assert report.account.adds_up
    assert found["dila-f1"].texts["fr"].steps[found["dila-f1"].start].text == "Un mot."


def test_what_stands_behind_the_words_is_told(tmp_path):
    body = """<Texte><Paragraphe>Voir <LienExterne URL="https://a.fr/x">ce site</LienExterne> et
      <LienInterne LienPublication="F77">la fiche</LienInterne>.</Paragraphe></Texte>"""
    report, _ = imported(tmp_path, body)

    assert [(remark.kind, remark.text) for remark in report.remarks] == [
        (RemarkKind.ADDRESS, "citée, non reprise : https://a.fr/x"),
        (RemarkKind.LINK, "fiches citées dans le texte, sans lien : F77"),
    ]


def test_an_empty_sheet_still_says_what_it_is_about(tmp_path):
    _, found = imported(tmp_path, "<dc:description>Le sujet.</dc:description>")
    walkthrough = found["dila-f1"]

    assert walkthrough.texts["fr"].steps[walkthrough.start].text == "Le sujet."
    assert walkthrough.steps[-1].outcome is EndOutcome.TO_FOLLOW


def test_a_very_long_text_is_cut_and_all_of_it_is_kept(tmp_path):
    words = " ".join(f"mot{n}" for n in range(2000))
    _, found = imported(tmp_path, f"<Texte><Paragraphe>{words}</Paragraphe></Texte>")
    steps = found["dila-f1"].texts["fr"].steps.values()
    kept = " ".join(point for texts in steps for point in (texts.text, *texts.points) if point)

    assert set(words.split()) <= set(kept.split())


def test_two_files_of_one_sheet_in_one_import_are_told(tmp_path):
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_bytes((sheet_paths()[0]).read_bytes())
    report = import_sheets([tmp_path / "a.xml", tmp_path / "b.xml"], tmp_path / "out")
    assert "vient déjà de a.xml" in report.sheets[1].refusal
