# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

import pytest

from kiosk.exports.registry import ExportKind, file_name
from kiosk.exports.rows import PlaceCard, place_card
from tests.support.visits import OCTOBER, a_context


@pytest.mark.parametrize(
    ("address", "card"),
    [
        ("14 place de la Fosse", ("14 place de la Fosse", "59100", "Roubaix", "59512")),
        ("12 rue Neuve, 59100 Roubaix", ("12 rue Neuve", "59100", "Roubaix", "59512")),
        ("12 rue Neuve 59170 Croix", ("12 rue Neuve", "59170", "Croix", "59163")),
        ("", ("", "59100", "Roubaix", "59512")),
    ],
)
def test_a_card_takes_postcode_and_commune_from_the_address(address, card):
    assert place_card("Lieu", address) == PlaceCard("Lieu", *card)


def test_an_unknown_centre_is_named_by_its_code():
    assert a_context().place("SUD") == PlaceCard("SUD")


def test_a_file_name_says_what_and_which_days_only():
    assert file_name(ExportKind.COOP, OCTOBER, what="accompagnements") == (
        "accompagnements-coop-2026-10-01-2026-10-31.xlsx"
    )
    assert file_name(ExportKind.CSV, OCTOBER, what="passages").endswith(".csv")


def test_no_two_kinds_of_file_take_each_other_s_place_in_a_folder():
    assert len({file_name(kind, OCTOBER, what="lignes") for kind in ExportKind}) == len(ExportKind)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_each_format_says_its_media_type():
    assert [form.media_type.split(";")[0] for form in ExportKind] == [
        "text/csv",
        XLSX,
        "application/vnd.oasis.opendocument.spreadsheet",
        XLSX,
        XLSX,
        XLSX,
        "application/pdf",
        XLSX,
        "application/zip",
    ]
