# SPDX-License-Identifier: AGPL-3.0-or-later
"""The coordinator's figures and exports."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from kiosk.domain.vocabulary import national_vocabulary
from kiosk.foundation.errors import StorageFull
from tests.support.export_means import export_means
from tests.support.selling_kiosk import RecordingView, a_stage, a_visit
from ui.screens.coordinator.folders import export_folder
from ui.screens.coordinator.presenter import CoordinatorPresenter


def a_presenter(kiosk, folder=None):
    view, stage = RecordingView(), a_stage(kiosk)
    presenter = CoordinatorPresenter(
        view,
        stage,
        statistics=kiosk.statistics,
        means=export_means(kiosk, folder),
    )
    presenter.start()
    return presenter, view


def test_five_figures_name_their_scope(kiosk):
    a_visit(kiosk)
    a_visit(kiosk, themes=("sante",))

    _, view = a_presenter(kiosk)

    assert view.last.title == "Fréquentation · novembre 2026"
    assert view.last.scope == "Cette borne"
    assert len(view.last.figures) == 5
    assert (view.last.figures[0].caption, view.last.figures[0].value) == ("Accompagnements", "2")


def test_a_month_is_compared_once_it_is_over_and_a_fall_has_a_minus_sign(kiosk):
    for day in (date(2026, 9, 15), date(2026, 9, 16), date(2026, 10, 15), date(2026, 11, 17)):
        a_visit(kiosk, day=day)
    presenter, view = a_presenter(kiosk)

    assert view.last.figures[0].note == "Mois en cours"

    presenter.go_before()

    assert view.last.figures[0].note == "\u221250 % sur septembre"


def test_a_new_record_is_counted_at_once(kiosk):
    _, view = a_presenter(kiosk)

    a_visit(kiosk)

    assert view.last.figures[0].value == "1"


def test_missing_days_are_told(kiosk):
    a_visit(kiosk, day=date(2026, 11, 17))
    kiosk.clock.pass_time(days=1)

    _, view = a_presenter(kiosk)

    assert view.last.figures[4].caption == "Jours sans donnée"


def test_the_longest_bar_is_the_most_frequent_theme_and_the_table_says_the_same(kiosk):
    a_visit(kiosk)
    a_visit(kiosk)
    a_visit(kiosk, themes=("sante",))
    presenter, view = a_presenter(kiosk)

    presenter.toggle_table()

    assert [(bar.label, bar.value, bar.share) for bar in view.last.bars] == [
        ("E-mail", "2", 1.0),
        ("Santé", "1", 0.5),
    ]
    assert view.last.table == (("E-mail", "2"), ("Santé", "1"))
    assert view.last.as_table == "Graphique"


def test_the_chart_says_how_many_themes_it_leaves_to_the_table(kiosk):
    themes = national_vocabulary().themes.codes()
    for theme in themes[:6]:
        a_visit(kiosk, themes=(theme,))
    presenter, view = a_presenter(kiosk)
    assert view.last.unshown == ""

    a_visit(kiosk, themes=(themes[6],))
    assert view.last.unshown == "et 1 autre thématique, dans le tableau"

    a_visit(kiosk, themes=(themes[7],))
    assert view.last.unshown == "et 2 autres thématiques, dans le tableau"

    presenter.toggle_table()
    assert view.last.unshown == ""


def test_a_post_is_named_a_post(kiosk):
    presenter, view = a_presenter(kiosk)
    presenter.stage.centre.is_post = True

    presenter.redraw()

    assert view.last.scope == "Ce poste"
    assert view.last.figures[1].caption == "Passages sur le poste"


def test_a_month_before_can_be_seen_but_none_to_come(kiosk):
    presenter, view = a_presenter(kiosk)

    presenter.go_before()
    before = view.last
    presenter.go_after()
    presenter.go_after()

    assert before.title == "Fréquentation · octobre 2026"
    assert before.empty == "Rien de noté ce mois-ci."
    assert view.last.title == "Fréquentation · novembre 2026"
    assert not view.last.can_go_after


@pytest.mark.parametrize(
    ("key", "suffix"), [("accompagnements-csv", ".csv"), ("accompagnements-coop", ".xlsx")]
)
def test_an_export_is_written_and_told(kiosk, key, suffix):
    a_visit(kiosk)
    presenter, view = a_presenter(kiosk)

    presenter.export(key)

    files = list((kiosk.folder / "exports").iterdir())
    assert [file.suffix for file in files] == [suffix]
    assert view.last.run.is_well
    told = f"C’est fait : 1 ligne dans {files[0].name}, dossier exports."
    assert view.last.run.words.startswith(told)


def test_the_table_for_excel_has_one_row_a_visit(kiosk):
    a_visit(kiosk)
    a_visit(kiosk)
    presenter, view = a_presenter(kiosk)

    presenter.export("accompagnements-csv")

    file = next((kiosk.folder / "exports").iterdir())
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert sum("E-mail" in row for row in rows) == 2
    assert "2 lignes" in view.last.run.words


def test_a_full_key_is_told_calmly(kiosk):
    def no_room() -> Path:
        raise StorageFull("la clé est pleine")

    presenter, view = a_presenter(kiosk, no_room)

    presenter.export("accompagnements-csv")

    assert (view.last.run.is_well, view.last.run.is_busy) == (False, False)
    assert view.last.run.words.endswith("Libérez-en, ou prenez une autre clé.")


def test_without_a_key_files_go_to_a_private_folder(tmp_path):
    folder = export_folder(tmp_path / "exports", roots=(tmp_path / "media",))

    assert folder == tmp_path / "exports"
    assert folder.stat().st_mode & 0o077 == 0


def test_a_key_that_is_plugged_in_comes_first(tmp_path, monkeypatch):
    key = tmp_path / "media" / "nadia" / "CLE"
    key.mkdir(parents=True)
    monkeypatch.setattr("os.path.ismount", lambda folder: Path(folder) == key)

    assert export_folder(tmp_path / "exports", roots=(tmp_path / "media",)) == key
