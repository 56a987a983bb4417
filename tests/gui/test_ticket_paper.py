# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole ticket on paper: one page or one roll in every language, with its two squares."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtPdf import QPdfDocument

from kiosk.domain.appointments import AccessNeed, ReplyBy
from kiosk.foundation.resources import asset_path
from kiosk.foundation.translation import LANGUAGES, Translator
from ui.printing.render import pdf_of
from ui.printing.sheets import PaperFormat
from ui.printing.tickets import TicketOnPaper, WorkshopOnPaper, ticket_sheet

_FAMILIES = ("Sixieme Hyperlegible", "Noto Sans Arabic")
_FILES = (
    "SixiemeHyperlegible-Regular.ttf",
    "SixiemeHyperlegible-Bold.ttf",
    "NotoSansArabic.ttf",
)


def text_on(ticket, language, paper, tmp_path):
    """Return the words of each page of a ticket."""
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(asset_path("fonts", name)))
    file = tmp_path / "ticket.pdf"
    file.write_bytes(pdf_of(ticket_sheet(ticket, Translator(language)), paper, _FAMILIES))
    document = QPdfDocument()
    document.load(str(file))
    pages = [document.getAllText(at).text() for at in range(document.pageCount())]
    document.close()
    return [" ".join(page.split()) for page in pages]


@pytest.mark.parametrize("is_confirmed", [True, False], ids=["seat", "waiting list"])
@pytest.mark.parametrize("paper", PaperFormat)
@pytest.mark.parametrize("language", ["fr", "ar", "pl"])
def test_the_paper_of_a_workshop_is_one_page_and_says_whether_it_is_a_seat(
    language, paper, is_confirmed, qapp, tmp_path
):
    start_utc = datetime(2026, 11, 25, 13, 45, tzinfo=UTC)
    ticket = TicketOnPaper(
        number="48291630",
        is_confirmed=is_confirmed,
        start_utc=start_utc if is_confirmed else None,
        centre=("Espace citoyen numérique Nord", "14 place de la Fosse-aux-Chênes"),
        phone="03 20 00 00 00",
        documents=(("votre téléphone", "هاتفك"), ("votre adresse mail", "عنوان بريدك")),
        code_qr="SXTB" + "C" * 200,
        event_qr="BEGIN:VCALENDAR" + "x" * 330 if is_confirmed else "",
        reply_by=ReplyBy.IN_PERSON,
        party_size=6,
        needs=frozenset(AccessNeed),
        workshop=WorkshopOnPaper(("Premiers pas avec la souris", "الفأرة"), start_utc, 90),
    )

    pages = text_on(ticket, language, paper, tmp_path)

    assert len(pages) == 1
    assert "4829 1630" in pages[0]
    assert "Premiers pas avec la souris" in pages[0]
    assert ("Ce n’est pas encore une place." in pages[0]) is not is_confirmed
    assert ("place confirmée" in pages[0]) is is_confirmed


@pytest.mark.parametrize("paper", PaperFormat)
@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
def test_the_fullest_ticket_is_one_page_with_its_number(language, paper, qapp, tmp_path):
    ticket = TicketOnPaper(
        number="48291630",
        is_confirmed=True,
        start_utc=datetime(2026, 11, 25, 13, 45, tzinfo=UTC),
        centre=("Espace citoyen numérique Nord", "14 place de la Fosse-aux-Chênes"),
        phone="03 20 00 00 00",
        documents=(
            ("pièce d’identité", "وثيقة الهوية"),
            ("numéro d’allocataire", "رقم ملف CAF"),
            ("RIB", "بيانات الحساب البنكي (RIB)"),
            ("bail ou quittance", "عقد الإيجار أو وصل الإيجار"),
        ),
        code_qr="SXTB" + "C" * 200,
        event_qr="BEGIN:VCALENDAR" + "x" * 330,
        party_size=6,
        needs=frozenset(AccessNeed),
        replaces="1111 2222",
    )

    pages = text_on(ticket, language, paper, tmp_path)

    assert len(pages) == 1
    assert "4829 1630" in pages[0]
