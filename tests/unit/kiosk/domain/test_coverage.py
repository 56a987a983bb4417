# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import date

import pytest

from kiosk.domain.coverage import Coverage, FigureScope, LateMachine

THREE = (
    "1 borne n’a pas envoyé depuis le 1er octobre 2026, 1 depuis le 2 octobre 2026, "
    "1 depuis le 3 octobre 2026"
)


def late(*days):
    machines = (LateMachine(f"Borne {at}", day) for at, day in enumerate(days))
    return Coverage(FigureScope.NETWORK, "réseau", late=tuple(machines)).late_sentence()


@pytest.mark.parametrize(
    ("days", "told"),
    [
        ((), ""),
        ((12,), "1 borne n’a pas envoyé depuis le 12 octobre 2026"),
        (
            (20, 12),
            "1 borne n’a pas envoyé depuis le 12 octobre 2026, 1 depuis le 20 octobre 2026",
        ),
        (
            (12, 12, 12, 20),
            "3 bornes n’ont pas envoyé depuis le 12 octobre 2026, 1 depuis le 20 octobre 2026",
        ),
        (
            (1, 2, 3, 4, 5, 5),
            f"{THREE} et 3 autres plus récemment",
        ),
        (
            (1, 2, 3, 4),
            f"{THREE} et 1 autre plus récemment",
        ),
    ],
)
def test_machines_that_did_not_send_are_told_by_their_own_day(days, told):
    assert late(*(date(2026, 10, day) for day in days)) == told


def test_machines_that_never_sent_are_told_apart():
    sentence = late(date(2026, 10, 12), None, None)

    assert sentence == (
        "1 borne n’a pas envoyé depuis le 12 octobre 2026 ; 2 bornes n’ont jamais envoyé"
    )
