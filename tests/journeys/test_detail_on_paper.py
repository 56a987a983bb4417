# SPDX-License-Identifier: AGPL-3.0-or-later
"""The detail as LibreOffice prints it: two pages beside each other, and no text cut off."""

from __future__ import annotations

import subprocess

import pytest

from kiosk.exports.registry import ExportKind
from tests.support.visits import LISTS, a_row, written

THEMES = LISTS.themes.codes()
STRUCTURE = "insertion_professionnelle"
ROWS = [
    a_row(number, themes=THEMES[:4], referred=True, referral=STRUCTURE) for number in range(1, 41)
]


@pytest.fixture(scope="module", params=[ExportKind.XLSX, ExportKind.ODS])
def pages(request, tmp_path_factory):
    """Return the words of each page of paper."""
    folder = tmp_path_factory.mktemp("paper")
    file = folder / f"detail{request.param.extension}"
    file.write_bytes(written(ROWS, request.param))
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(file)], check=True, timeout=120)
    read = ["pdftotext", "-raw", str(folder / "detail.pdf"), "-"]
    text = subprocess.run(read, check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]


def test_columns_stand_on_two_pages_that_have_the_headings_each(pages):
    about, *table = pages

    assert "Périmètre" in about
    left = [page for page in table if "Jour" in page]
    right = [page for page in table if "Genre" in page]
    assert len(left) == len(right) == len(table) / 2
    assert not any(page in right for page in left)


def test_no_line_of_a_long_text_is_hidden_by_the_next_row(pages):
    words = "".join("".join(pages).split())

    last_word = LISTS.referrals.label(STRUCTURE).split()[-1]
    assert words.count(last_word) == len(ROWS)
