# SPDX-License-Identifier: AGPL-3.0-or-later
"""The tables of a whole year as LibreOffice prints them: letters of 8 points, headings again."""

from __future__ import annotations

import io
import re
import subprocess

import pytest

from kiosk.domain.disclosure import Audience
from kiosk.exports.funder import write_funder
from tests.support import disclosed as town

LEAST_PT = 8.0
FULL_PT = 11.0
WORD = re.compile(r'<word [^>]*yMin="([\d.]+)"[^>]*yMax="([\d.]+)">([^<]*)</word>')


@pytest.fixture(scope="module", params=[2, 15])
def pages(request, tmp_path_factory):
    """Return, by page of paper, its words with the size of their letters."""
    folder = tmp_path_factory.mktemp("paper")
    with pytest.MonkeyPatch.context() as patch:
        more = {f"C{n}": f"Espace citoyen numérique {n}" for n in range(request.param - 2)}
        patch.setattr(town, "CENTRES", {**town.CENTRES, **more})
        year = town.disclosed("2026", Audience.FUNDERS)
    book = io.BytesIO()
    write_funder(year, book)
    (folder / "year.xlsx").write_bytes(book.getvalue())
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "year.xlsx")], check=True, timeout=120)
    read = ["pdftotext", "-bbox", str(folder / "year.pdf"), "-"]
    text = subprocess.run(read, check=True, capture_output=True, text=True).stdout
    lines = [
        [(word, float(low) - float(high)) for high, low, word in WORD.findall(page)]
        for page in text.split("<page ")[1:]
    ]
    # What a line takes of paper hangs on the font; the first page has room for its full size.
    _, full = lines[0][0]
    return [[(word, FULL_PT * high / full) for word, high in page] for page in lines]


def test_no_letter_is_smaller_than_eight_points(pages):
    assert min(size for page in pages for _, size in page) >= LEAST_PT


def test_a_page_beside_another_says_again_what_its_lines_are(pages):
    tables = [{word for word, _ in page} for page in pages]
    first, *beside = [words for words in tables if "Thème" in words and "quartier" not in words]

    assert "janvier" in first
    assert len(beside) >= 1
    assert not any("janvier" in words for words in beside)
    assert all({"E-mail", "2026"} <= words for words in beside)
