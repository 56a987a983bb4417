# SPDX-License-Identifier: AGPL-3.0-or-later
"""What goes on paper: no name, French beside the person's language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kiosk.domain.appointment_requests import HalfDay, Wish, WishedTime
from kiosk.domain.appointments import AccessNeed, ReplyBy
from kiosk.foundation.translation import LANGUAGES, Translator
from ui.printing.mandate import mandate_sheet
from ui.printing.sheets import (
    Piece,
    PieceKind,
    queue_sheet,
    summary_sheet,
)
from ui.printing.tickets import TicketOnPaper, ticket_sheet


def on_paper(**changes):
    facts = {
        "number": "48291630",
        "is_confirmed": True,
        "start_utc": datetime(2026, 11, 25, 13, 45, tzinfo=UTC),
        "centre": ("Espace Nord", "14 place de la Fosse-aux-Chênes"),
        "phone": "03 20 00 00 00",
        "documents": (("RIB", "RIB"),),
        "code_qr": "SXTBX",
        "event_qr": "BEGIN:VCALENDAR",
    }
    return TicketOnPaper(**{**facts, **changes})


def french_of(sheet):
    return [piece.french for piece in sheet.pieces]


def test_a_ticket_says_its_state_its_time_and_its_number():
    words = french_of(ticket_sheet(on_paper(), Translator("fr")))

    assert words[0] == "Rendez-vous confirmé"
    assert "Mercredi 25 novembre à 14\u00a0h\u00a045" in words
    assert "4829 1630" in words


def test_a_request_on_paper_promises_no_time():
    sheet = ticket_sheet(
        on_paper(is_confirmed=False, start_utc=None, event_qr=""), Translator("fr")
    )

    words = french_of(sheet)
    assert words[0] == "Rendez-vous à confirmer"
    assert "Tapez ce numéro sur une borne pour la réponse." in words
    assert len(sheet.codes) == 1


def test_a_request_on_paper_says_its_days_and_how_the_answer_comes():
    times = (WishedTime(date(2026, 11, 25), HalfDay.MORNING), WishedTime(date(2026, 11, 27)))
    asked = on_paper(
        is_confirmed=False,
        start_utc=None,
        event_qr="",
        wish=Wish(times),
        reply_by=ReplyBy.PHONE,
    )

    words = french_of(ticket_sheet(asked, Translator("fr")))

    assert "Mercredi 25 novembre, vendredi 27 novembre · Le matin" in words
    assert "Une personne vous appelle pour la réponse." in words


def test_a_ticket_says_how_many_come_and_what_is_prepared_in_both_languages():
    needs = frozenset({AccessNeed.WHEELCHAIR, AccessNeed.INTERPRETER})
    sheet = ticket_sheet(on_paper(party_size=3, needs=needs), Translator("en"))

    french = "3 personnes · Un interprète · Un fauteuil roulant"
    english = "3 people · An interpreter · A wheelchair"
    assert Piece(PieceKind.BODY, french, english) in sheet.pieces


def test_one_person_without_needs_is_not_told():
    words = french_of(ticket_sheet(on_paper(), Translator("fr")))

    assert not any("personne" in word for word in words)


def test_a_new_ticket_says_which_one_counts_no_more():
    words = french_of(ticket_sheet(on_paper(replaces="1111 2222"), Translator("fr")))

    assert "L’ancien ticket 1111 2222 ne compte plus." in words


def test_french_paper_has_one_language():
    sheet = ticket_sheet(on_paper(), Translator("fr-falc"))

    assert all(piece.other == "" for piece in sheet.pieces)


def test_a_word_that_is_the_same_is_not_printed_twice():
    sheet = ticket_sheet(on_paper(), Translator("en"))

    assert Piece(PieceKind.ITEM, "RIB") in sheet.pieces


def test_the_direction_of_paper_is_that_of_the_language():
    assert ticket_sheet(on_paper(), Translator("ar")).direction == "rtl"


def test_a_number_of_the_queue_stands_large():
    sheet = queue_sheet("A12", date(2026, 11, 23), "Espace Nord", Translator("fr"))

    assert Piece(PieceKind.NUMBER, "A12") in sheet.pieces


def test_a_summary_says_that_nothing_is_kept():
    heading = Piece(PieceKind.STRONG, "C’est fait")
    sheet = summary_sheet(("Titre", ""), [(heading, [])], Translator("fr"), day=date(2026, 11, 23))

    assert french_of(sheet) == [
        "Titre",
        "Date : 23 novembre 2026",
        "C’est fait",
        "Rien n’est gardé sur la borne.",
        "Ce papier dit quelle démarche vous faites. Gardez-le.",
    ]


@pytest.mark.parametrize("language", [language.code for language in LANGUAGES])
def test_no_sentence_of_the_mandate_is_longer_than_twelve_words(language):
    sheet = mandate_sheet("Espace Nord", date(2026, 11, 25), Translator(language))

    said = [text for piece in sheet.pieces for text in (piece.french, piece.other)]
    assert [text for text in said if len(text.split()) > 12] == []


def test_only_the_french_mandate_binds_and_says_so_in_another_language():
    def has_note(language):
        sheet = mandate_sheet("Espace Nord", date(2026, 11, 25), Translator(language))
        return "Seul le texte en français compte devant la loi." in french_of(sheet)

    assert has_note("ar")
    assert not has_note("fr")
