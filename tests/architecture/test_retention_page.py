# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from pathlib import Path

from kiosk.domain.privacy import RETENTION
from sync.server.erasure import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "privacy.md"


def test_the_privacy_page_shows_the_table_that_the_erasure_obeys():
    text = PAGE.read_text("utf-8")
    block = text.split("<!-- retention -->")[1].split("<!-- /retention -->")[0]
    shown = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in block.strip().splitlines()[2:]
    ]

    assert shown == [
        (
            rule.kept.value,
            rule.words,
            rule.fields,
            str(rule.days),
            rule.counted_from,
            rule.reason,
            rule.source,
        )
        for rule in RETENTION
    ]


def test_the_privacy_page_shows_what_the_city_erases():
    text = PAGE.read_text("utf-8")
    block = text.split("<!-- retention-city -->")[1].split("<!-- /retention-city -->")[0]
    shown = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in block.strip().splitlines()[2:]
    ]

    assert shown == [(rule.words, rule.kept, rule.source) for rule in RULES]
