# SPDX-License-Identifier: AGPL-3.0-or-later
"""An author sees one walkthrough in the real terminal, and nowhere but in a demonstration."""

from __future__ import annotations

from datetime import date

import pytest

from kiosk.content.preview_folder import PreviewOrder, write_preview
from kiosk.content.stamping import stamp_translations
from tests.support.fakes import FrozenClock
from tests.support.terminal import open_bench
from tests.support.walkthroughs import write_content
from ui.__main__ import parse
from ui.navigation.routes import Route
from ui.preview import show_when_open


@pytest.fixture
def walkthrough(tmp_path):
    root = write_content(tmp_path / "contenu")
    stamp_translations(root)
    return root / "demande"


@pytest.fixture
def bench(tmp_path, qapp):
    del qapp
    opened = open_bench(tmp_path / "donnees", clock=FrozenClock())
    yield opened
    opened.close()


def previewed(bench, walkthrough, order):
    """Write the order, then let the terminal hear that its services are open."""
    write_preview(bench.terminal.folder, order, walkthrough)
    show_when_open(bench.terminal, order)
    bench.terminal.opened.emit()
    bench.settle()


def test_it_opens_at_the_step_in_the_language_asked_for(bench, walkthrough):
    bench.kiosk.device.mark_demo()

    previewed(bench, walkthrough, PreviewOrder("demande", "ar", step_id="rdv"))

    assert bench.router.current.route is Route.WALKTHROUGH
    assert bench.terminal.parts.stage.translator.language.code == "ar"
    assert any("نص Prenez un rendez-vous" in text for text in plain(bench))


def plain(bench):
    return [text.replace("\u2066", "").replace("\u2069", "") for text in bench.texts()]


def test_after_its_review_date_the_list_is_shown_without_it(bench, walkthrough):
    bench.kiosk.device.mark_demo()

    previewed(bench, walkthrough, PreviewOrder("", "fr", date(2027, 4, 1)))

    assert bench.router.current.route is Route.WALKTHROUGH_LIST


def test_a_folder_that_is_no_demonstration_is_refused_in_a_sentence(bench, walkthrough):
    said = []
    bench.terminal.refused.connect(lambda sentence, is_taken: said.append((sentence, is_taken)))

    previewed(bench, walkthrough, PreviewOrder("demande", "fr"))

    assert said == [("Un aperçu ne s’ouvre que dans un dossier de démonstration.", True)]
    assert bench.router.current.route is Route.HOME
    assert "demande" not in {card.walkthrough_id for card in bench.kiosk.walkthroughs.cards("fr")}


def test_the_option_is_hidden_and_asks_for_a_window(tmp_path, capsys):
    with pytest.raises(SystemExit) as refusal:
        parse(["--data", str(tmp_path), "--preview"])
    assert refusal.value.code == 2
    assert "preview" not in capsys.readouterr().err

    with pytest.raises(SystemExit):
        parse(["--help"])
    assert "preview" not in capsys.readouterr().out


def test_a_folder_without_an_order_is_refused_before_anything_is_made(tmp_path, capsys, qapp):
    from ui.__main__ import _preview

    assert _preview(qapp, tmp_path) == 1
    assert "content preview" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
