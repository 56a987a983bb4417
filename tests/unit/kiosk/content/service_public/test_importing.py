# SPDX-License-Identifier: AGPL-3.0-or-later
"""Sheets become drafts with real branches, papers, sites, contacts, and their source."""

from __future__ import annotations

from datetime import date

from kiosk.content.linter import lint
from kiosk.content.loader import load_catalog
from kiosk.content.registry_reading import read_registries
from kiosk.content.service_public.importing import import_sheets
from kiosk.content.service_public.merging import Outcome
from kiosk.content.service_public.sheet_context import RemarkKind
from kiosk.domain.conditions import evaluate
from kiosk.domain.walkthrough_run import answer, start
from kiosk.domain.walkthroughs import ContentStatus, StepKind
from tests.support.sheet_mutator import sheet_paths
from tests.unit.kiosk.content.service_public.sheets import (
    imported,
    imported_real,
    structure_problems,
    walkthroughs,
)


def test_every_sheet_of_the_tests_gives_drafts_that_the_check_accepts(tmp_path):
    names = [path.stem for path in sheet_paths()]
    reports, found = imported_real(tmp_path, *names)

    assert {report.sheet_id for report in reports} == set(names)
    assert all(report.account.adds_up for report in reports)
    assert all(walkthrough.status is ContentStatus.DRAFT for walkthrough in found.values())
    assert structure_problems(tmp_path / "out") == []


def test_drafts_are_never_shown_to_residents(tmp_path):
    imported_real(tmp_path, "F34482")

    assert load_catalog(tmp_path / "out").walkthroughs == {}


def test_the_check_finds_no_fault_of_shape_and_the_tests_of_the_draft_take_every_branch(tmp_path):
    imported_real(tmp_path, "F34482", "F35433")
    report = lint(tmp_path / "out", date(2026, 11, 22))
    codes = {problem.code for problem in report.problems if problem.is_error}

    assert not {code for code in codes if code.startswith(("E1", "E6"))}
    assert all(path.n_failed == 0 and not path.missed for path in report.paths.values())


def test_a_guided_search_asks_and_ends_at_the_sheet_it_leads_to(tmp_path):
    _, found = imported_real(tmp_path, "F35433")
    run = start(found["dila-f35433"])
    labels = found["dila-f35433"].texts["fr"].steps[run.step_id].options
    again = next(value for value, label in labels.items() if label == "Vous vous réinscrivez")
    run = answer(run, again)
    run = answer(run, run.step.options[0].value)

    assert run.is_at_end
    assert run.step.url_id == "sp_f1636"
    reste = found["dila-f35433"].texts["fr"].steps[run.step_id].remains
    assert reste == ("Lisez la fiche F1636 : {url.sp_f1636}",)


def test_an_end_opens_the_walkthrough_of_its_sheet_when_it_was_imported_too(tmp_path):
    _, found = imported_real(tmp_path, "N358", "F1342")
    ends = {step.step_id: step.opens_walkthrough for step in found["dila-n358"].steps}

    assert ends["fin_fiche_f1342"] == "dila-f1342"
    assert ends["fin_fiche_f1341"] == ""


def test_sheets_that_lead_to_each_other_open_each_other_from_the_first_import(tmp_path):
    def leading(number, target):
        body = (
            f'<Publication ID="{number}" dateDerniereModificationImportante="2026-01-01">'
            "<Problematiques><Problematique><Titre>Oui</Titre>"
            f'<LienInterne LienPublication="{target}"/></Problematique>'
            '<Problematique><Titre>Non</Titre><LienInterne LienPublication="F9"/>'
            "</Problematique></Problematiques></Publication>"
        )
        (tmp_path / f"{number}.xml").write_text(body)
        return tmp_path / f"{number}.xml"

    files = [leading("F1", "F2"), leading("F2", "F1")]
    import_sheets(files, tmp_path / "out")
    found = walkthroughs(tmp_path / "out")
    again = import_sheets(files, tmp_path / "out")

    opened = {
        name: {step.opens_walkthrough for step in walkthrough.steps} - {""}
        for name, walkthrough in found.items()
    }
    assert opened == {"dila-f1": {"dila-f2"}, "dila-f2": {"dila-f1"}}
    assert {sheet.outcome for sheet in again.sheets} == {Outcome.UNCHANGED}


def test_the_source_and_its_date_go_with_the_draft(tmp_path):
    _, found = imported_real(tmp_path, "F14807")
    origin = found["dila-f14807"].origin

    assert (origin.kind, origin.sheet_id, origin.dated) == ("dila", "F14807", date(2020, 9, 22))
    assert len(origin.sha256) == 64
    assert origin.licence == "Licence Ouverte 2.0 (Etalab)"
    assert found["dila-f14807"].sources[0].dated == date(2020, 9, 22)


def test_a_questionnaire_settles_the_cases_that_follow_it(tmp_path):
    _, found = imported_real(tmp_path, "F14128")
    walkthrough = found["dila-f14128"]
    owner = {
        "q_situation_avant_le_demenagement": "proprietaire",
        "q_nationalite": "francais",
        "q_avez_vous_des_enfants_a_charge": "non",
        "q_situation_professionnelle": "retraite",
    }
    run = start(walkthrough)
    seen = []
    while not run.is_at_end:
        seen.append(walkthrough.texts["fr"].steps[run.step_id].title)
        value = owner.get(run.step_id)
        options = [option.value for option in run.step.options]
        is_doing = run.step.kind is StepKind.ONLINE
        run = answer(run, value or (options[0] if options else "fait" if is_doing else "suite"))

    assert "Propriétaire" in seen
    assert "Locataire" not in seen
    assert "Enfants" not in seen


def test_cases_are_asked_where_nobody_can_know_them(tmp_path):
    body = """<Texte><Chapitre><Titre><Paragraphe>Où ?</Paragraphe></Titre>
      <BlocCas affichage="radio"><Cas><Titre>À Lille</Titre><Condition><estVrai var="T1"/>
      </Condition><Paragraphe>Rue A.</Paragraphe></Cas><Cas><Titre>Ailleurs</Titre>
      <Condition><estVrai var="T2"/></Condition><Paragraphe>Rue B.</Paragraphe></Cas></BlocCas>
      </Chapitre><Chapitre><Titre><Paragraphe>Le prix</Paragraphe></Titre>
      <Condition><estVrai var="T1"/></Condition><Paragraphe>Rien à payer.</Paragraphe></Chapitre>
      </Texte>"""
    report, found = imported(tmp_path, body)
    walkthrough = found["dila-f1"]
    question = walkthrough.step(walkthrough.start)

    assert question.kind is StepKind.QUESTION
    assert (report.n_questions, report.n_branches) == (1, 2)
    in_lille = answer(answer(start(walkthrough), "a_lille"), "suite")
    elsewhere = answer(answer(start(walkthrough), "ailleurs"), "suite")
    assert walkthrough.texts["fr"].steps[in_lille.step_id].title == "Le prix"
    assert elsewhere.is_at_end


def test_a_chapter_under_an_unknown_condition_is_asked_by_yes_or_no(tmp_path):
    body = """<Texte><Chapitre><Titre><Paragraphe>Enfants</Paragraphe></Titre><TitreAlternatif>
      <Paragraphe>Si vous avez des enfants</Paragraphe></TitreAlternatif><Condition>
      <estVrai var="T9"/></Condition><Paragraphe>Dites-le.</Paragraphe></Chapitre></Texte>"""
    _, found = imported(tmp_path, body)
    walkthrough = found["dila-f1"]
    texts = walkthrough.texts["fr"].steps[walkthrough.start]

    assert texts.text == "Si vous avez des enfants"
    assert set(texts.options) == {"oui", "non"}
    assert answer(start(walkthrough), "non").is_at_end
    assert answer(start(walkthrough), "oui").step.kind is StepKind.INFO


def test_a_fragment_nobody_can_settle_is_shown_as_a_case(tmp_path):
    body = """<Texte><Paragraphe>Toujours.</Paragraphe><FragmentConditionne><Condition>
      <estVrai var="T9"/></Condition><Paragraphe>Parfois.</Paragraphe></FragmentConditionne>
      </Texte>"""
    _, found = imported(tmp_path, body)
    walkthrough = found["dila-f1"]

    texts = walkthrough.texts["fr"].steps[walkthrough.start]
    assert texts.text == "Toujours."
    assert texts.points == ("Dans certains cas : Parfois.",)


def test_a_fragment_of_a_case_that_was_chosen_before_is_a_conditional_point(tmp_path):
    body = """<Questionnaire><Question><Titre><Paragraphe>Âge ?</Paragraphe></Titre>
      <Choix><Titre>Jeune</Titre><SiSelectionne><affecteVrai var="T1"/></SiSelectionne></Choix>
      <Choix><Titre>Vieux</Titre><SiSelectionne><affecteFaux var="T1"/></SiSelectionne></Choix>
      </Question></Questionnaire><Texte><Paragraphe>Pour toutes.</Paragraphe>
      <FragmentConditionne><Condition><estVrai var="T1"/></Condition>
      <Paragraphe>Aide aux jeunes.</Paragraphe></FragmentConditionne></Texte>"""
    _, found = imported(tmp_path, body)
    step = next(s for s in found["dila-f1"].steps if s.point_conditions)
    condition = step.point_conditions[0]

    fact = found["dila-f1"].start
    assert evaluate(condition, {fact: "vieux"}) is False
    assert evaluate(condition, {fact: "jeune"}) is True
    assert evaluate(condition, {}) is None


def test_more_than_four_answers_become_questions_of_four(tmp_path):
    cases = "".join(
        f"<Cas><Titre>Cas {n}</Titre><Paragraphe>Texte {n}.</Paragraphe></Cas>" for n in range(11)
    )
    _, found = imported(tmp_path, f"<Texte><BlocCas>{cases}</BlocCas></Texte>")
    walkthrough = found["dila-f1"]
    questions = [step for step in walkthrough.steps if step.kind is StepKind.QUESTION]

    assert [len(step.options) for step in questions] == [4, 4, 4, 2]
    run = start(walkthrough)
    for _ in range(3):
        run = answer(run, "autre")
    run = answer(run, "cas_10")
    assert walkthrough.texts["fr"].steps[run.step_id].title == "Cas 10"


def test_more_than_forty_steps_become_walkthroughs_that_open_each_other(tmp_path):
    chapters = "".join(
        f"<Chapitre><Titre><Paragraphe>Chapitre {n}</Paragraphe></Titre>"
        f"<Paragraphe>Texte {n}.</Paragraphe></Chapitre>"
        for n in range(90)
    )
    report, found = imported(tmp_path, f"<Texte>{chapters}</Texte>")

    assert list(found) == ["dila-f1", "dila-f1-2", "dila-f1-3"]
    assert any(remark.kind is RemarkKind.SPLIT for remark in report.remarks)
    opened = [step.opens_walkthrough for step in found["dila-f1"].steps if step.opens_walkthrough]
    assert opened == ["dila-f1-2"]
    titles = {
        texts.title
        for walkthrough in found.values()
        for texts in walkthrough.texts["fr"].steps.values()
    }
    assert {f"Chapitre {n}" for n in range(90)} <= titles


def test_papers_are_a_checklist_and_a_paper_of_some_cases_is_told_as_such(tmp_path):
    body = """<Texte><Chapitre type="pieces"><Titre><Paragraphe>Pièces à fournir</Paragraphe>
      </Titre><Liste type="puce"><Item><Paragraphe>Passeport</Paragraphe></Item>
      <Item><Condition><estVrai var="T9"/></Condition><Paragraphe>Visa</Paragraphe></Item>
      <Item><Paragraphe>Passeport</Paragraphe></Item></Liste></Chapitre></Texte>"""
    _, found = imported(tmp_path, body)
    walkthrough = found["dila-f1"]
    step = walkthrough.step(walkthrough.start)
    papers = read_registries(tmp_path / "out", []).papers

    assert step.kind is StepKind.PAPERS
    assert [papers[need.paper_id].names["fr"] for need in step.papers] == ["Passeport"]
    assert "Visa" in walkthrough.texts["fr"].steps[step.step_id].help_text


def test_ways_of_doing_are_asked_once_for_the_whole_sheet(tmp_path):
    def ways(text):
        cases = "".join(
            f"<Cas type='{kind}'><Titre>{title}</Titre>"
            f"<Paragraphe>{text} {title}.</Paragraphe></Cas>"
            for kind, title in (("enLigne", "En ligne"), ("surPlace", "Sur place"))
        )
        return f"<BlocCas type='modalite'>{cases}</BlocCas>"

    body = f"<Texte>{ways('Faire')}<Paragraphe>Entre les deux.</Paragraphe>{ways('Délai')}</Texte>"
    report, found = imported(tmp_path, body)
    walkthrough = found["dila-f1"]
    texts = walkthrough.texts["fr"].steps[walkthrough.start]

    assert texts.title == "Comment voulez-vous faire ?"
    assert [option.icon for option in walkthrough.step(walkthrough.start).options] == [
        "world",
        "map-pin",
    ]
    assert report.n_questions == 1
    run = start(walkthrough)
    told = []
    for value in ("sur_place", "suite", "suite"):
        run = answer(run, value)
        told.append(walkthrough.texts["fr"].steps[run.step_id].text)
    assert told == ["Faire Sur place.", "Entre les deux.", "Délai Sur place."]
