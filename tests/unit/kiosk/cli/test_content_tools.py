# SPDX-License-Identifier: AGPL-3.0-or-later
"""Authors begin, draw, preview and check a walkthrough from the command line."""

from __future__ import annotations

import json
import shlex
import subprocess
from datetime import date
from pathlib import Path

import pytest

from kiosk.__main__ import main
from kiosk.cli.content_preview import has_display
from kiosk.content.finding import walkthrough_folder
from kiosk.content.preview_folder import PreviewOrder, read_preview, write_preview
from kiosk.content.registry_reading import read_registries
from kiosk.content.stamping import stamp_translations
from kiosk.content.step_way import run_to
from kiosk.content.walkthrough_reading import read_walkthrough
from kiosk.domain.walkthroughs import ContentStatus
from kiosk.foundation.clock import SystemClock, paris_day
from kiosk.foundation.errors import KnownError
from tests.support.walkthroughs import FRENCH_TEXTS, STRUCTURE, changed, write_content

ROOT = Path(__file__).resolve().parents[4]


def call(*words):
    try:
        return main(["content", *map(str, words)])
    except SystemExit as error:
        return error.code


@pytest.fixture
def root(tmp_path):
    write_content(tmp_path / "contenu")
    stamp_translations(tmp_path / "contenu")
    return tmp_path / "contenu"


# ---- new ---------------------------------------------------------------------------------------


def test_a_new_walkthrough_passes_the_check_as_a_draft(root, capsys):
    assert call("new", "carte-grise", "--theme", "social", "--in", root) == 0
    told = capsys.readouterr().out.splitlines()
    again = shlex.split(told[-1])
    assert subprocess.run(again, check=True, cwd=ROOT, capture_output=True).stderr == b""
    assert "preview" in told[-2]

    assert call("lint", root / "carte-grise") == 0
    assert capsys.readouterr().out.splitlines() == ["1 parcours, 0 erreur, 0 avertissement"]
    assert call("test", root / "carte-grise") == 0
    assert "branches prises 8 sur 8" in capsys.readouterr().out
    registries = read_registries(root, [])
    made = read_walkthrough(root / "carte-grise", registries, content_hash="", problems=[])
    assert made.walkthrough.status is ContentStatus.DRAFT


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("demande",), "déjà pris"),
        (("lettre",), "déjà pris"),
        (("Carte grise",), "minuscules"),
        (("../dehors",), "minuscules"),
        (("a" * 41,), "minuscules"),
        (("bon-nom", "--theme", "rien"), "choix : social, vide"),
        (("bon-nom",), "choix : social, vide"),
    ],
)
def test_an_id_or_theme_that_cannot_be_is_refused_and_nothing_is_written(root, capsys, words, said):
    before = sorted(root.rglob("*"))

    assert call("new", *words, "--in", root) == 1

    assert said in capsys.readouterr().err
    assert sorted(root.rglob("*")) == before


def test_a_folder_without_registries_is_refused(tmp_path, capsys):
    assert call("new", "bon-nom", "--in", tmp_path) == 1
    assert "registres" in capsys.readouterr().err


# ---- lint --------------------------------------------------------------------------------------


def test_sarif_holds_what_its_schema_requires(root, capsys):
    texts = changed(FRENCH_TEXTS, "etapes", "compte", "texte", to="Il faut effectuer la demande.")
    write_content(root, texts=texts)

    assert call("lint", root, "--format", "sarif") == 1

    log = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])
    assert {result["ruleId"] for result in run["results"]} >= {"E207", "W305"}
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == ("warning" if result["ruleId"].startswith("W") else "error")
        assert result["message"]["text"]
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["region"]["startLine"] >= 1
        assert not physical["artifactLocation"]["uri"].startswith("/")


def test_a_date_makes_the_review_late(root, capsys):
    assert call("lint", root, "--date", "2027-03-01") == 0
    assert call("lint", root, "--date", "2027-03-02") == 1
    assert "E301" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--against", "--sheets"])
def test_what_content_is_compared_with_must_be_a_folder(root, capsys, option):
    assert call("lint", root, option, root / "absent") == 1
    assert "absent" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [("lint",), ("lint", ".", "--format", "pdf"), ("lint", ".", "--date", "demain"), ("map", "x")],
)
def test_wrong_use_exits_2(words, capsys):
    assert call(*words) == 2
    assert capsys.readouterr().err.count("\n") == 1


# ---- map ---------------------------------------------------------------------------------------


def test_a_map_is_written_by_path(root, tmp_path, capsys):
    out = tmp_path / "carte.svg"

    assert call("map", root / "demande", "--out", out) == 0

    assert out.read_text("utf-8").startswith('<?xml version="1.0"')
    assert "11 étapes" in capsys.readouterr().out


def test_a_map_of_nothing_or_of_a_refused_walkthrough_is_a_sentence(root, tmp_path, capsys):
    assert call("map", "inconnu", "--out", tmp_path / "a.svg") == 1
    assert "inconnu" in capsys.readouterr().err

    write_content(root, structure=changed(STRUCTURE, "etapes", 0, "suite", to="nulle_part"))
    assert call("map", root / "demande", "--out", tmp_path / "a.svg") == 1
    assert "E103" in capsys.readouterr().err
    assert not (tmp_path / "a.svg").exists()


def test_a_shipped_walkthrough_is_found_by_its_id_alone():
    assert walkthrough_folder("arnaque").name == "arnaque"


# ---- preview -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "win32", True),
    ],
)
def test_a_preview_needs_a_screen(environment, platform, expected):
    assert has_display(environment, platform) is expected


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "pas d’écran"), (("--language", "xx"), "choix : fr"), (("--step", "rien"), "rien")],
)
def test_a_preview_that_cannot_be_is_refused_in_a_sentence(root, capsys, monkeypatch, words, said):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)

    assert call("preview", root / "demande", *words) == 1

    assert said in capsys.readouterr().err


def test_a_draft_is_shown_in_a_preview_and_stays_a_draft(root, tmp_path):
    structure = root / "demande" / "parcours.yaml"
    draft = structure.read_text("utf-8").replace('"statut": "a_relire"', "statut: brouillon")
    structure.write_text(draft, "utf-8")
    data = tmp_path / "donnees"
    data.mkdir()
    order = PreviewOrder("demande", "ar", date(2027, 1, 2), "rdv")

    write_preview(data, order, root / "demande")

    assert read_preview(data) == order
    copied = (data / "preview-content" / "demande" / "parcours.yaml").read_text("utf-8")
    assert "statut: a_relire" in copied
    assert structure.read_text("utf-8") == draft
    assert paris_day(order.clock().now_utc()) == date(2027, 1, 2)


def test_without_a_day_the_clock_of_a_preview_is_that_of_the_machine():
    assert abs(PreviewOrder("x", "fr").clock().now_utc() - SystemClock().now_utc()).seconds < 5


@pytest.mark.parametrize("content", [None, b"{", b'{"walkthrough_id": 3}'])
def test_a_folder_that_is_no_preview_is_refused(tmp_path, content):
    if content is not None:
        (tmp_path / "preview.json").write_bytes(content)

    with pytest.raises(KnownError, match="content preview"):
        read_preview(tmp_path)


def test_a_way_is_found_to_every_step(root):
    registries = read_registries(root, [])
    walkthrough = read_walkthrough(
        root / "demande", registries, content_hash="", problems=[]
    ).walkthrough

    for step in walkthrough.steps:
        assert run_to(walkthrough, step.step_id).step_id == step.step_id
    with pytest.raises(KnownError, match="nulle"):
        run_to(walkthrough, "nulle")
