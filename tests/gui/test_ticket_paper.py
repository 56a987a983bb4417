# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole ticket on paper: one page or one roll in every language, with its two squares."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtPdf import QPdfDocument

from kiosk.domain.appointments import AccessNeed
from kiosk.foundation.resources import asset_path
from kiosk.foundation.translation import LANGUAGES, Translator
from ui.printing.render import pdf_of
from ui.printing.sheets import PaperFormat
from ui.printing.tickets import TicketOnPaper, ticket_sheet

_FAMILIES = ("Sixieme Hyperlegible", "Noto Sans Arabic")
_FILES = (
    "SixiemeHyperlegible-Regular.ttf",
    "SixiemeHyperlegible-Bold.ttf",
    "NotoSansArabic.ttf",
)


@pytest.mark.parametrize("paper", PaperFormat)
@pytest.mark.parametrize("language", [one.code for one in LANGUAGES])
def test_the_fullest_ticket_is_one_page_with_its_number(language, paper, qapp, tmp_path):
    for name in _FILES:
        QFontDatabase.addApplicationFont(str(asset_path("fonts", name)))
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
    file = tmp_path / "ticket.pdf"
    file.write_bytes(pdf_of(ticket_sheet(ticket, Translator(language)), paper, _FAMILIES))
    document = QPdfDocument()
    document.load(str(file))

    assert document.pageCount() == 1
    assert "4829 1630" in document.getAllText(0).text()
    document.close()
