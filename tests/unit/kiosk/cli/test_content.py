# SPDX-License-Identifier: AGPL-3.0-or-later
"""The verb `content` speaks one line a result, and its exit code tells."""

from __future__ import annotations

import argparse
import json

import pytest

from kiosk.cli import content
from kiosk.cli.content_lint import counted
from kiosk.content.stamping import stamp_translations
from kiosk.foundation.errors import ContentUnreadable
from tests.support.walkthroughs import STRUCTURE, TESTS, changed, write_content


def call(*words):
    parser = argparse.ArgumentParser()
    content.add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["content", *map(str, words)])
    return args.run(args)


def test_a_sound_folder_passes_the_check(tmp_path, capsys):
    stamp_translations(write_content(tmp_path))

    assert call("lint", tmp_path) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 parcours, 0 erreur, 4 avertissements"


def test_an_error_exits_1_and_names_file_line_and_what_to_do(tmp_path, capsys):
    write_content(tmp_path, structure=changed(STRUCTURE, "couleur", to="rouge"))

    assert call("lint", tmp_path) == 1
    line = next(row for row in capsys.readouterr().out.splitlines() if "couleur" in row)
    assert line.startswith("demande/parcours.yaml:")
    assert "E101 refusé" in line
    assert "l’enlever" in line


def test_json_holds_every_problem(tmp_path, capsys):
    write_content(tmp_path)

    assert call("lint", tmp_path, "--format", "json") == 1
    whole = json.loads(capsys.readouterr().out)
    assert whole["errors"] == 3
    assert whole["walkthroughs"] == 1
    assert set(whole["problems"][0]) == {"file", "line", "code", "severity", "message"}


def test_playing_the_tests_tells_the_branches_taken(tmp_path, capsys):
    write_content(tmp_path)

    assert call("test", tmp_path) == 0
    assert "demande : 4 chemins, 0 faux, branches prises" in capsys.readouterr().out


def test_a_branch_without_test_exits_1(tmp_path, capsys):
    write_content(tmp_path, tests=changed(TESTS, "tests", 1, to=...))

    assert call("test", tmp_path) == 1
    assert "E602" in capsys.readouterr().out


def test_nothing_to_play_exits_1_with_a_sentence(tmp_path, capsys):
    write_content(tmp_path, structure=changed(STRUCTURE, "couleur", to="rouge"))

    assert call("test", tmp_path) == 1
    assert "content lint" in capsys.readouterr().err


def test_stamping_names_the_files_written(tmp_path, capsys):
    write_content(tmp_path)

    assert call("stamp", tmp_path) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3


def test_a_search_prints_one_id_and_title_a_line(capsys):
    assert call("search", "FPH", "--limit", 1) == 0
    assert capsys.readouterr().out.split("\t")[0] == "pic-projet"


def test_a_search_without_result_says_who_can_help(capsys):
    assert call("search", "zzzz") == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "personne" in printed.err


@pytest.mark.parametrize("verb", ["lint", "test", "stamp"])
def test_a_path_that_is_no_folder_is_refused_in_a_sentence(tmp_path, verb):
    with pytest.raises(ContentUnreadable, match="dossier"):
        call(verb, tmp_path / "absent")


@pytest.mark.parametrize("limit", ["0", "-1", "dix"])
def test_a_wrong_limit_is_wrong_use(limit, capsys):
    with pytest.raises(SystemExit) as left:
        call("search", "rsa", "--limit", limit)

    assert left.value.code == 2
    assert "--limit" in capsys.readouterr().err


def test_a_shipped_walkthrough_is_played_by_its_name(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert call("test", "arnaque") == 0
    assert capsys.readouterr().out.startswith("arnaque : ")


def test_a_name_that_no_walkthrough_bears_is_refused_as_a_folder_is(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    for name in ("inconnu", "../content/arnaque", "registres"):
        with pytest.raises(ContentUnreadable, match="n’est pas un dossier"):
            call("test", name)


def test_a_folder_of_here_goes_before_a_shipped_walkthrough_of_its_name(tmp_path, monkeypatch):
    (tmp_path / "arnaque").mkdir()
    monkeypatch.chdir(tmp_path)

    assert call("test", "arnaque") != 0


@pytest.mark.parametrize(("n", "told"), [(0, "0 erreur"), (1, "1 erreur"), (2, "2 erreurs")])
def test_nothing_and_one_are_singular_in_french(n, told):
    assert counted(n, "erreur") == told
