# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.foundation.errors import ConfigInvalid
from kiosk.foundation.settings import Contact, Settings, load_settings, setting_names

DOCUMENT = Path(__file__).parents[4] / "docs" / "operations.md"


def load(folder, toml="", **environment):
    (folder / "kiosk.toml").write_text(toml, encoding="utf-8")
    return load_settings(folder, environment)


def test_a_folder_without_settings_has_the_defaults(tmp_path):
    assert load_settings(tmp_path, {}) == Settings()


def test_the_file_is_read(tmp_path):
    settings = load(
        tmp_path,
        '[idle]\nafter_s = 240\n[speech]\nenabled = false\n[machine]\nlanguages = ["fr", "ar"]\n'
        '[printing]\nqueue = "accueil"\n',
    )

    assert settings.idle.after_s == 240
    assert not settings.speech.enabled
    assert settings.machine.languages == ("fr", "ar")
    assert settings.printing.queue == "accueil"


def test_the_environment_wins_over_the_file(tmp_path):
    settings = load(
        tmp_path,
        "[idle]\nafter_s = 240\n",
        KIOSK__IDLE__AFTER_S="300",
        KIOSK__SPEECH__ENABLED="false",
        KIOSK__MACHINE__LANGUAGES="fr,en",
        PATH="/bin",
    )

    assert settings.idle.after_s == 300
    assert not settings.speech.enabled
    assert settings.machine.languages == ("fr", "en")


def test_urgent_contacts_are_a_setting(tmp_path):
    settings = load(tmp_path, '[[urgent.contacts]]\nname = "Samu social"\nphone = "115"\n')

    assert settings.urgent.contacts == (Contact("Samu social", "115"),)


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[idle]\nafter = 240\n", "idle.after"),
        ("[veille]\nafter_s = 240\n", "veille"),
        ("after_s = 240\n", "after_s"),
        ('[idle]\nafter_s = "4 min"\n', "idle.after_s : un nombre entier de secondes"),
        ("[idle]\nafter_s = 4.5\n", "idle.after_s"),
        ("[idle]\nafter_s = true\n", "idle.after_s"),
        ("[idle]\nafter_s = 59\n", "idle.after_s = 59"),
        ("[idle]\nafter_s = 901\n", "de 60 à 900"),
        ("[speech]\nenabled = 1\n", "speech.enabled"),
        ("[printing]\nqueue = 3\n", "printing.queue"),
        ('[machine]\nrole = "serveur"\n', "machine.role : borne ou poste"),
        ('[machine]\nlanguages = ["fr", "klingon"]\n', "machine.languages"),
        ('[machine]\nlanguages = ["ar", "fr"]\n', "« fr » vient en premier"),
        ('[[urgent.contacts]]\nname = "x"\n', "urgent.contacts"),
        ("[urgent]\ncontacts = []\n", "urgent.contacts"),
        ("[idle\n", "TOML"),
        ("a = " + "[" * 5_000, "TOML"),
        ("[idle]\nafter_s = " + "9" * 5_000, "TOML"),
        ("[speech]\nenabled = [1]\n", "speech.enabled"),
        ("[speech]\nenabled = { a = 1 }\n", "speech.enabled"),
        ('[machine]\nlanguages = [["fr"]]\n', "machine.languages"),
        ('[machine]\nlanguages = ["fr", { a = 1 }]\n', "machine.languages"),
        ('[printing]\nqueue = "-o raw"\n', "printing.queue"),
        ('[printing]\nqueue = "a\\u0000b"\n', "printing.queue"),
        ('[[urgent.contacts]]\nname = "x\\u001b[2J"\nphone = "15"\n', "urgent.contacts"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(tmp_path, toml, named):
    with pytest.raises(ConfigInvalid, match=re.escape(named)):
        load(tmp_path, toml)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KIOSK__IDLE__AFTER_MIN", "3"),
        ("KIOSK__IDLE", "3"),
        ("KIOSK__IDLE__AFTER_S", "3 min"),
        ("KIOSK__SPEECH__ENABLED", "oui"),
        ("KIOSK__URGENT__CONTACTS", "115"),
        ("KIOSK__URGENT__CONTACTS", "[" * 100_000),
        ("KIOSK__IDLE__AFTER_S", "9" * 5_000),
        ("KIOSK__PRINTING__QUEUE", "\udcff"),
    ],
)
def test_a_wrong_variable_is_refused(tmp_path, variable, value):
    with pytest.raises(ConfigInvalid):
        load(tmp_path, **{variable: value})


def test_every_setting_has_a_heading_in_the_operations_guide():
    headings = re.findall(r"^#+ `([a-z_]+\.[a-z_]+)`", DOCUMENT.read_text("utf-8"), re.MULTILINE)

    assert sorted(headings) == sorted(setting_names())
