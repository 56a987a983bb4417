# SPDX-License-Identifier: AGPL-3.0-or-later
"""The public sheet and its date are named where a walkthrough made from it ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.domain.walkthrough_origin import Origin, OriginKind
from kiosk.domain.walkthrough_rendering import step_screen
from kiosk.domain.walkthrough_run import answer, start
from kiosk.domain.walkthrough_summary import summary
from kiosk.foundation.translation import Translator
from tests.support.walkthroughs import filler_for, loaded
from ui.navigation.centre import CentreView
from ui.printing.sheets import PieceKind
from ui.screens.walkthrough.origin_words import origin_words
from ui.screens.walkthrough.take_away import take_away_sheet

ORIGIN = Origin(OriginKind.DILA, "F1342", date(2020, 7, 21), "0" * 64, "Licence Ouverte 2.0")
FRENCH = "Source : Service-Public, fiche F1342, mise à jour le 21 juillet 2020"


@pytest.fixture
def at_end(tmp_path):
    walkthrough, registries = loaded(tmp_path)
    run = start(replace(walkthrough, origin=ORIGIN))
    for value in ("oui", 1, "suite", "suite", "fait", "oui"):
        run = answer(run, value)
    assert run.is_at_end
    return run, filler_for(walkthrough, registries)


def test_the_end_carries_the_sheet_and_the_steps_before_do_not(at_end):
    run, filler = at_end
    first = replace(run, trail=run.trail[:1])

    assert step_screen(run, filler).origin == ORIGIN
    assert step_screen(first, filler).origin is None


def test_the_paper_names_the_sheet_and_its_date_in_both_languages(at_end, tmp_path):
    run, filler = at_end
    sheet = take_away_sheet(
        summary(run, filler, day=date(2026, 11, 23)),
        Translator("en"),
        progress="",
        centre=CentreView(tmp_path),
    )
    (line,) = [piece for piece in sheet.pieces if piece.french == FRENCH]

    assert line.kind is PieceKind.SMALL
    assert line.other == "Source: Service-Public, sheet F1342, updated on 21 July 2020"


@pytest.mark.parametrize("code", ["fr", "fr-falc", "en", "ar"])
def test_every_language_names_sheet_and_year(code):
    words = origin_words(ORIGIN, Translator(code))

    assert "F1342" in words
    assert "2020" in words


def test_a_walkthrough_written_here_names_no_sheet(tmp_path):
    assert origin_words(None, Translator("fr")) == ""


def test_a_paper_of_what_is_done_says_not_ticked_instead_of_missing(at_end, tmp_path):
    run, filler = at_end
    made = summary(run, filler, day=date(2026, 11, 23))
    sheet = take_away_sheet(made, Translator("en"), progress="", centre=CentreView(tmp_path))
    headings = {piece.french: piece.other for piece in sheet.pieces}

    assert made.is_done
    assert headings["Papiers que vous n’avez pas cochés"] == "Papers you did not tick"
    assert "Les papiers qui manquent" not in headings
