# SPDX-License-Identifier: AGPL-3.0-or-later
"""`content search` answers as the screen does, and searches sheets for authors."""

from __future__ import annotations

import argparse

import pytest

from kiosk.cli import content
from kiosk.foundation.errors import ContentUnreadable
from tests.support.walkthroughs import write_content

SHEET = (
    '<Publication xmlns:dc="http://purl.org/dc/elements/1.1/" ID="F33312">'
    "<dc:title>Saisine par voie électronique</dc:title></Publication>"
)


@pytest.fixture
def call(tmp_path):
    own = write_content(tmp_path / "parcours")

    def run(*words):
        parser = argparse.ArgumentParser()
        content.add_parser(parser.add_subparsers(required=True))
        words = ("content", "search", "--content", own, *words)
        args = parser.parse_args([str(word) for word in words])
        return args.run(args)

    return run


@pytest.mark.parametrize(
    ("language", "title"), [("en", "EN Faire la demande"), ("xx", "Faire la demande")]
)
def test_a_title_comes_in_the_language_asked_for_or_in_french(call, capsys, language, title):
    assert call("demander", "--limit", 1, "--language", language) == 0
    assert capsys.readouterr().out == f"demande\t{title}\n"


def test_sheets_are_searched_beside_and_marked(call, tmp_path, capsys):
    (tmp_path / "F33312.xml").write_text(SHEET, "utf-8")
    (tmp_path / "vide.xml").write_text("", "utf-8")

    assert call("saisine electronique", "--sheets", tmp_path) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[0] == "F33312\tSaisine par voie électronique\tfiche"
    assert "vide.xml" in printed.err


def test_many_bad_files_are_told_in_few_lines(call, tmp_path, capsys):
    for number in range(9):
        (tmp_path / f"{number}.xml").write_text("", "utf-8")

    assert call("demande", "--sheets", tmp_path) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 6
    assert "… et 4 autres fichiers." in told


@pytest.mark.parametrize("option", ["--sheets", "--content"])
def test_a_folder_that_is_not_there_is_refused_in_a_sentence(call, tmp_path, option):
    with pytest.raises(ContentUnreadable, match="dossier de"):
        call("rsa", option, tmp_path / "absent")


@pytest.mark.parametrize("limit", ["0", "101", "9999999", "dix"])
def test_a_limit_out_of_bounds_is_wrong_use(call, limit, capsys):
    with pytest.raises(SystemExit) as left:
        call("rsa", "--limit", limit)

    assert left.value.code == 2
    assert "--limit" in capsys.readouterr().err
