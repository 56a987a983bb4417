# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines as they are drawn and printed: none begins with « ? », quotations stay whole."""

from __future__ import annotations

import pytest

from ui.printing.document import document_of
from ui.printing.sheets import PaperFormat, Piece, PieceKind, Sheet
from ui.theme.live import apply_theme, font_of
from ui.theme.paint import TextFlow, lay_out
from ui.theme.tokens import TextRole, Theme


@pytest.fixture
def font(qapp):
    apply_theme(qapp, Theme())
    return font_of(TextRole.BODY)


def lines_of(text, font, width):
    laid = lay_out(text, font, width, 28)
    whole = laid.layout.text()
    found = []
    for at in range(laid.n_lines):
        line = laid.layout.lineAt(at)
        found.append(whole[line.textStart() : line.textStart() + line.textLength()])
    return found


@pytest.mark.parametrize("sign", ["?", "!", ":", ";", "»"])
def test_no_drawn_line_begins_with_a_sign(font, sign):
    lines = [lines_of(f"Où voulez-vous venir {sign}", font, width) for width in range(90, 260)]

    assert all(not line.startswith(sign) for one in lines for line in one)
    assert any(len(one) > 1 for one in lines)


def test_the_words_of_a_site_stay_on_one_line_in_arabic(font):
    text = "ابحث عن هذه الكلمات : \u2066«\u00a0Mon Compte\u00a0»\u2069 ثم اضغط"
    broken = [
        width
        for width in range(170, 420)
        if not any("Mon\u00a0Compte" in line for line in lines_of(text, font, width))
    ]

    assert broken == []


@pytest.mark.parametrize(
    ("text", "from_right", "is_first_at_the_right"),
    [
        ("Impôts · مع Nadia (EXEMPLE) · متأخر", True, True),
        ("Impôts · مع Nadia (EXEMPLE) · متأخر", False, False),
        ("Espace · citoyen numérique · Nord", True, False),
    ],
)
def test_a_line_begins_where_its_page_does(font, text, from_right, is_first_at_the_right):
    line = lay_out(text, font, 0, 28, TextFlow(from_right=from_right)).layout.lineAt(0)
    first, last = (line.cursorToX(at) for at in (text.index("·"), text.rindex("·")))

    assert (first > last) is is_first_at_the_right


def test_what_is_printed_has_the_same_spaces(qapp):
    sheet = Sheet((Piece(PieceKind.BODY, "Téléphone du lieu : 03 20"),))

    document = document_of(sheet, PaperFormat.A4, qapp.font().families())

    assert "lieu\u00a0: 03" in document.toRawText()
