# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files by who asks for them: progress, stop, journal, what only the city makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.exports.registry import ExportKind
from kiosk.exports.sheets import SheetTooLong
from kiosk.foundation.errors import Refused, StorageFull, StorageReadOnly
from kiosk.foundation.tasks import ImmediateTasks
from kiosk.foundation.translation import Translator
from tests.support.export_means import export_means
from tests.support.selling_kiosk import RecordingView, a_stage, a_visit
from ui.navigation.routes import Place, Route
from ui.screens.exports.offers import offer_groups
from ui.screens.exports.presenter import ExportsPresenter

NOVEMBER = {"span": "month", "first": "2026-11-01", "last": "2026-11-30"}

NO_ROOM = "Il n’y a plus de place : rien n’est écrit. Libérez-en, ou prenez une autre clé."
NO_FOLDER = (
    "Le dossier est absent ou protégé : rien n’est écrit. Remettez la clé, ou prenez-en une autre."
)


class HeldTasks(ImmediateTasks):
    """Lanes whose jobs wait until a test lets them go, as a long export does."""

    def __init__(self):
        self.held = []

    def run(self, lane, job, **ends):
        self.held.append((lane, job, ends))

    def go(self):
        """Do every job that waits, each result told while its page is there."""
        jobs, self.held = self.held, []
        for lane, job, ends in jobs:
            super().run(lane, job, **ends)


def a_page(kiosk, *, folder=None, tasks=None):
    stage = a_stage(kiosk)
    view, stage = RecordingView(), stage._replace(tasks=tasks or stage.tasks)
    presenter = ExportsPresenter(
        view,
        stage,
        Place(Route.EXPORTS, dict(NOVEMBER)),
        statistics=kiosk.statistics,
        means=export_means(kiosk, folder),
    )
    presenter.start()
    return presenter, view


def written(kiosk):
    folder = kiosk.folder / "exports"
    return sorted(file.name for file in folder.iterdir()) if folder.exists() else []


def offers(view):
    return [offer for group in view.last.groups for offer in group.offers]


def test_every_format_on_the_page_makes_a_file_of_its_own(kiosk):
    a_visit(kiosk)
    presenter, view = a_page(kiosk)
    keys = [form.key for offer in offers(view) for form in offer.forms]

    for key in keys:
        presenter.export(key)
        assert view.last.run.is_well, (key, view.last.run.words)

    assert len(written(kiosk)) == len(set(keys)) == len(keys) > 5


def test_the_end_is_told_with_file_rows_and_fingerprint(kiosk):
    a_visit(kiosk)
    presenter, view = a_page(kiosk)

    presenter.export("accompagnements-csv")

    (line,) = kiosk.exports.journal()
    assert view.last.run.words == (
        "C’est fait : 1 ligne dans accompagnements-2026-11-01-2026-11-30.csv, dossier exports. "
        "Pour l’emporter : branchez une clé USB, puis recommencez. "
        f"Empreinte : {line.sha256[:12]}"
    )


def test_a_file_on_a_key_is_carried_already(kiosk, tmp_path):
    key = tmp_path / "key"
    key.mkdir()
    presenter, view = a_page(kiosk, folder=lambda: key)

    presenter.export("accompagnements-csv")

    assert view.last.run.is_well
    assert "clé USB" not in view.last.run.words


def test_a_post_is_not_called_a_terminal(kiosk):
    presenter, view = a_page(kiosk)
    presenter.stage.centre.is_post = True
    presenter.export("passages-csv")

    titles = {offer.title for offer in offers(view)}
    assert view.last.scope == "Ce poste"
    assert "Passages sur le poste" in titles
    assert "Passages sur la borne" not in titles
    assert view.last.journal[0].title == "Passages sur le poste, CSV"
    assert view.last.reconciliation.lines[0][0] == "Fiches sur ce poste"


@pytest.mark.parametrize("kind", ["accompagnements-statistiques", "accompagnements-rapport"])
def test_a_file_that_is_no_list_is_told_as_a_document_and_not_in_lines(kiosk, kind):
    a_visit(kiosk)
    presenter, view = a_page(kiosk)

    presenter.export(kind)

    assert view.last.run.words.startswith("C’est fait : un document, ")
    assert view.last.journal[0].detail.endswith(" · un document")
    assert kiosk.exports.journal()[0].n_rows == 0


def test_what_was_made_stands_in_the_journal_with_its_role_days_and_rows(kiosk):
    a_visit(kiosk)
    presenter, view = a_page(kiosk)

    presenter.export("accompagnements-ods")

    (line,) = view.last.journal
    assert line.title == "Tableau détaillé, ODS"
    assert line.detail.endswith("Coordination · 01/11/2026 – 30/11/2026 · 1 ligne")


def test_tables_that_need_every_machine_are_left_to_the_city_in_one_sentence(kiosk):
    _, view = a_page(kiosk)

    left = {offer.title: offer.detail for offer in offers(view) if not offer.forms}

    assert set(left) == {"Ville et financeurs", "Données ouvertes"}
    assert all(
        text.endswith("Ces tableaux se font sur le serveur de la ville.") for text in left.values()
    )


def test_a_file_has_one_name_on_the_machine_and_at_the_city(kiosk):
    translator = Translator("fr")
    groups = offer_groups(translator, has_city=False)
    titles = {
        form.key: offer.title for one in groups for offer in one.offers for form in offer.forms
    }
    ours = {key.removeprefix("accompagnements-"): title for key, title in titles.items()}
    named = {kind: kind.words.split(" (")[0] for kind in ExportKind}

    assert named == {kind: ours[kind.value] for kind in ExportKind}


def test_a_table_made_here_says_before_that_its_month_will_not_change():
    _, outside = offer_groups(Translator("fr"), has_city=False)

    assert all("Une fois fait, ce mois ne change plus" in one.detail for one in outside.offers)


def test_a_bar_and_a_way_to_stop_come_after_two_seconds_only(kiosk):
    tasks = HeldTasks()
    presenter, view = a_page(kiosk, tasks=tasks)
    presenter.export("accompagnements-csv")

    presenter.tick()
    quick = view.last.run
    kiosk.clock.pass_time(seconds=2)
    presenter._run._heard(250, 1000)
    presenter.tick()

    assert (quick.words, quick.share, quick.cancel) == ("Le fichier se prépare…", None, "")
    assert view.last.run.words == "Le fichier se prépare : 25 %"
    assert (view.last.run.share, view.last.run.cancel) == (0.25, "Annuler")


def test_a_file_that_is_not_made_row_by_row_tells_its_step(kiosk):
    tasks = HeldTasks()
    presenter, view = a_page(kiosk, tasks=tasks)
    presenter.export("accompagnements-statistiques")

    kiosk.clock.pass_time(seconds=2)
    presenter._run._heard(1, 3)
    presenter.tick()

    assert view.last.run.words == "Le fichier se prépare : étape 2 sur 3"
    assert (view.last.run.share, view.last.run.cancel) == (1 / 3, "Annuler")


def test_one_that_is_stopped_leaves_no_file_and_no_line_in_the_journal(kiosk):
    a_visit(kiosk)
    tasks = HeldTasks()
    presenter, view = a_page(kiosk, tasks=tasks)
    tasks.go()
    presenter.export("accompagnements-xlsx")
    presenter.cancel()
    assert view.last.run.words == "L’export s’arrête…"

    tasks.go()

    assert view.last.run.words == "Export arrêté : aucun fichier n’est écrit."
    assert not view.last.run.is_busy
    assert written(kiosk) == []
    assert kiosk.exports.journal() == ()


def test_the_post_that_is_locked_stops_the_file(kiosk):
    a_visit(kiosk)
    tasks = HeldTasks()
    presenter, _ = a_page(kiosk, tasks=tasks)
    presenter.export("accompagnements-csv")

    presenter.leave()
    tasks.go()

    assert written(kiosk) == []


def test_a_second_touch_makes_no_second_file(kiosk):
    a_visit(kiosk)
    tasks = HeldTasks()
    presenter, _ = a_page(kiosk, tasks=tasks)
    tasks.go()

    presenter.export("accompagnements-csv")
    presenter.export("accompagnements-ods")

    assert len(tasks.held) == 1


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        (StorageFull("pleine"), NO_ROOM),
        (StorageReadOnly("protégée"), NO_FOLDER),
        (
            SheetTooLong("trop"),
            "Trop de lignes pour ce classeur : prenez moins de jours, ou le détail en CSV.",
        ),
        (
            Refused("figures_too_long"),
            "Cinq ans au plus pour ces chiffres : choisissez moins de jours.",
        ),
    ],
)
def test_what_ends_a_file_is_told_with_what_to_do(kiosk, monkeypatch, trouble, told):
    a_visit(kiosk)
    presenter, view = a_page(kiosk)

    def export(*_what, progress, **_how):
        progress(500, 1000)
        raise trouble

    monkeypatch.setattr(type(kiosk.exports), "export", export)
    presenter.export("accompagnements-csv")

    assert (view.last.run.is_well, view.last.run.words) == (False, told)
    assert not view.last.run.is_busy


def test_a_key_that_was_pulled_out_leaves_nothing(kiosk, tmp_path):
    a_visit(kiosk)
    presenter, view = a_page(kiosk, folder=lambda: tmp_path / "gone")

    presenter.export("accompagnements-csv")

    assert view.last.run.words == NO_FOLDER


def test_the_days_of_the_file_are_those_that_were_written(kiosk):
    a_visit(kiosk, day=date(2026, 11, 2))
    presenter, view = a_page(kiosk)

    presenter.take_days("02/11/2026", "03/11/2026")
    presenter.export("accompagnements-csv")

    assert written(kiosk) == ["accompagnements-2026-11-02-2026-11-03.csv"]
    assert view.last.title == "Exporter · du 2 novembre 2026 au 3 novembre 2026"


@pytest.fixture
def alone(kiosk):
    """A machine that no city knows."""
    with kiosk.database.unit_of_work() as uow:
        uow.device.save(replace(uow.device.get(), device_id=None))
        uow.commit()
    return kiosk


def test_the_page_says_beside_each_file_whether_it_may_leave_the_team(alone):
    _, view = a_page(alone)

    team, outside = view.last.groups
    assert "restent dans l’équipe" in team.rule
    assert "petits nombres y sont cachés" in outside.rule
    assert {form.hint for offer in team.offers for form in offer.forms} == {"Reste dans l’équipe."}
    assert {form.key: form.hint for offer in outside.offers for form in offer.forms} == {
        "financeurs": "Petits nombres cachés : à donner dehors.",
        "donnees-ouvertes": "Petits nombres cachés : à donner dehors.",
    }


def test_a_machine_without_a_city_makes_the_tables_for_outsiders_itself(alone):
    a_visit(alone, day=date(2026, 10, 20))
    presenter, view = a_page(alone)

    presenter.go_before()
    for key in ("financeurs", "donnees-ouvertes"):
        presenter.export(key)
        assert view.last.run.is_well, view.last.run.words

    assert written(alone) == [
        "donnees-ouvertes-2026-10-01-2026-10-31.zip",
        "financeurs-2026-10-01-2026-10-31.xlsx",
    ]
    assert {line.title for line in view.last.journal} == {
        "Données ouvertes, CSV·Parquet",
        "Ville et financeurs, XLSX",
    }


def test_tables_for_outsiders_want_a_month_that_is_over(alone):
    presenter, view = a_page(alone)

    presenter.export("financeurs")

    told = "Choisissez un mois, un trimestre ou une année finis."
    assert (view.last.run.is_well, view.last.run.words) == (False, told)
    assert written(alone) == []


def test_tables_of_a_month_before_the_service_say_when_figures_begin(alone):
    presenter, view = a_page(alone)
    presenter.go_before()
    presenter.go_before()

    presenter.export("financeurs")

    told = "Pas encore de service alors : les chiffres commencent en novembre 2026."
    assert (view.last.run.is_well, view.last.run.words) == (False, told)
    assert written(alone) == []
