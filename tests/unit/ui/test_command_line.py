# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line of the terminal: what it takes, and one sentence for anything else."""

from pathlib import Path

import pytest

from ui.__main__ import Options, parse


@pytest.mark.parametrize(
    ("arguments", "windowed"),
    [
        (["--data", "la borne"], False),
        (["--data=la borne"], False),
        (["--windowed", "--data", "la borne"], True),
    ],
)
def test_the_folder_is_taken_in_either_form_and_the_window_wherever_it_stands(arguments, windowed):
    folder = Path("la borne")
    assert parse(arguments) == Options(folder, windowed=windowed, training=False, preview=False)


def test_training_is_asked_for_by_a_word():
    assert parse(["--data", "x", "--training"]).training


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--windowed"],
        ["--data"],
        ["--data="],
        ["--data", "--windowed"],
        ["--data", "x", "--windowed=yes"],
        ["--data", "x", "-style", "fusion"],
        ["--data", "x", "another"],
        ["--data", "-h"],
        ["--dat", "x"],
        ["--help=all"],
    ],
)
def test_anything_else_ends_the_program_with_one_sentence(arguments, capsys):
    with pytest.raises(SystemExit) as refusal:
        parse(arguments)
    assert refusal.value.code == 2
    usage = "Usage : python -m ui --data DOSSIER [--windowed] [--training]\n"
    assert capsys.readouterr().err == usage


def test_the_help_names_each_option(capsys):
    with pytest.raises(SystemExit) as end:
        parse(["--help"])
    told = capsys.readouterr().out
    assert end.value.code == 0
    assert all(option in told for option in ("--data", "--windowed", "--help"))
