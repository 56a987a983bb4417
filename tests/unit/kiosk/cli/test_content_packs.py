# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packs by the command line: make a key, make a pack, install it, go back, obey a recall."""

from __future__ import annotations

import stat

import pytest

from kiosk.__main__ import main
from kiosk.content.packs import signing
from kiosk.content.packs.recall_file import MAX_BYTES
from kiosk.content.stamping import stamp_translations
from kiosk.domain.recalls import Recall, RecallKind
from tests.support.packs import KEPT, Keys, pack_of, recalls_of, small_content
from tests.support.walkthroughs import STRUCTURE, changed, write_content

NEW = "2026.12.1"


@pytest.fixture
def called(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

    def call(*arguments, data=True):
        folder = tmp_path / "kiosk"
        folder.mkdir(exist_ok=True)
        own = ["--data", str(folder)] if data else []
        try:
            code = main([*own, "content", *map(str, arguments)])
        except SystemExit as stop:
            code = int(stop.code or 0)
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def keys(monkeypatch):
    made = Keys()
    monkeypatch.setattr(signing, "PINNED_PUBLISHER_KEY", made.publisher.public.hex())
    return made


def clean_content(root):
    """Write a content folder in which the check finds nothing to mend."""
    later = changed(STRUCTURE, "relecture", "a_revoir_avant", to="2099-03-01")
    write_content(root, structure=later)
    stamp_translations(root / later["id"])
    return root


def test_a_publishers_pack_is_made_installed_and_left_again(called, tmp_path, monkeypatch):
    code, public, _ = called("key", tmp_path / "key", data=False)
    assert code == 0
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    monkeypatch.setattr(signing, "PINNED_PUBLISHER_KEY", public.strip())
    root, out = clean_content(tmp_path / "content"), tmp_path / "essai.sixpack"
    label = ("--id", "essai", "--version", NEW, "--key", tmp_path / "key", "--out", out)

    code, said, wrong = called("pack", root, *label, data=False)
    assert (code, wrong) == (0, "")
    assert "essai.sixpack" in said
    first = out.read_bytes()
    assert called("pack", root, *label, data=False)[0] == 0
    assert out.read_bytes() == first

    assert called("install", out)[:2] == (0, f"contenu : essai {NEW}, par l’éditeur\n")
    assert f"contenu : essai {NEW}" in called("status")[1]
    assert called("back")[0] == 0
    assert "par le programme" in called("status")[1]
    code, _, wrong = called("back")
    assert (code, wrong.count("\n")) == (1, 1)


def test_a_refused_pack_is_told_and_remembered(called, tmp_path, keys):
    pack = pack_of(small_content(tmp_path, NEW), keys.house(), tmp_path / "a.sixpack", NEW)
    pack.write_bytes(pack.read_bytes()[:-5])

    code, said, wrong = called("install", pack)

    assert (code, said) == (1, "")
    assert wrong == "Ce fichier n’est pas un paquet entier : copiez-le à nouveau.\n"
    assert "refusé : Ce fichier n’est pas un paquet entier" in called("status")[1]


def test_doctor_tells_the_pack_and_the_refusal(called, tmp_path, keys, capsys):
    pack = pack_of(small_content(tmp_path, NEW), keys.house(), tmp_path / "a.sixpack", NEW)
    called("install", pack)
    called("install", pack.with_name("absent.sixpack"))

    main(["--data", str(tmp_path / "kiosk"), "doctor"])

    said = capsys.readouterr().out
    assert f"bon : démarches : paquet essai {NEW}\n" in said
    assert "attention : paquet refusé : Ce fichier ne se lit pas" in said


def test_recalls_come_by_file(called, tmp_path, keys):
    file = tmp_path / "ville.sixrappel"
    file.write_bytes(recalls_of(keys.house(), 1, Recall(RecallKind.WALKTHROUGH, KEPT[0])))

    assert called("recall", file)[:2] == (0, "rappels : 1\n")
    file.write_bytes(b"{}")
    code, _, wrong = called("recall", file)
    assert code == 1
    assert "liste de rappels" in wrong
    file.write_bytes(b"PK\x03\x04" + bytes(MAX_BYTES))
    assert "liste de rappels" in called("recall", file)[2]


def test_content_with_an_error_is_not_packed(called, tmp_path):
    called("key", tmp_path / "key", data=False)
    root, out = small_content(tmp_path, NEW), tmp_path / "a.sixpack"
    (root / KEPT[0] / "textes.fr.yaml").write_text("langue: fr\n", "utf-8")
    label = ("--id", "essai", "--version", NEW, "--key", tmp_path / "key", "--out", out)

    code, _, wrong = called("pack", root, *label, data=False)

    assert code == 1
    assert "E" in wrong
    assert not out.exists()


@pytest.mark.parametrize("verb", ["install", "recall", "back", "status"])
def test_a_verb_of_a_machine_asks_for_its_folder(called, verb, tmp_path):
    arguments = (tmp_path / "x",) if verb in {"install", "recall"} else ()

    code, _, wrong = called(verb, *arguments, data=False)

    assert code == 2
    assert "--data" in wrong


@pytest.mark.parametrize("content", [b"", b"zz" * 32, b"00" * 31, b"00" * 90, b"{}"])
def test_a_file_that_is_no_key_is_refused(called, tmp_path, content):
    (tmp_path / "key").write_bytes(content)
    root, out = small_content(tmp_path, NEW), tmp_path / "a.sixpack"
    label = ("--id", "essai", "--version", NEW, "--key", tmp_path / "key", "--out", out)

    code, _, wrong = called("pack", root, *label, data=False)

    assert code == 1
    assert "n’est pas une clé" in wrong


@pytest.mark.parametrize("version", ["abc", "2026", "2026.13.1", "1.2.3.4", ""])
def test_a_version_that_is_no_month_of_a_year_is_wrong_use(called, tmp_path, version):
    root, out = small_content(tmp_path, NEW), tmp_path / "a.sixpack"
    label = ("--id", "essai", "--version", version, "--key", tmp_path / "key", "--out", out)

    code, _, wrong = called("pack", root, *label, data=False)

    assert code == 2
    assert "--version : une version AAAA.M.N est attendue" in wrong
