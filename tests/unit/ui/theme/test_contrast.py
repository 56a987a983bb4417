# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every declared pair of colours reaches its floor."""

from __future__ import annotations

import pytest

from ui.theme.contrast import contrast_ratio, weak_pairs
from ui.theme.tokens import Scheme


@pytest.mark.parametrize("scheme", Scheme)
def test_every_pair_reaches_its_floor(scheme):
    assert list(weak_pairs(scheme)) == []


def test_black_on_white_is_21_to_1():
    assert contrast_ratio("#000000", "#FFFFFF") == pytest.approx(21.0)


def test_a_colour_on_itself_is_1_to_1():
    assert contrast_ratio("#0F4C5C", "#0F4C5C") == 1.0


def test_a_known_pair_gives_the_published_figure():
    assert contrast_ratio("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.01)
