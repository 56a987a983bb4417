# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a refusal of the command line tells the person to do."""

from __future__ import annotations

import pytest

from kiosk.cli.parser import sentence_of
from kiosk.foundation.errors import Refused


@pytest.mark.parametrize("reason", ["tables_are_on_the_server", "network_is_on_the_server"])
def test_figures_that_a_machine_does_not_make_are_sent_for_to_the_console(reason):
    assert sentence_of(Refused(reason)).endswith("dans la console, page « Exports ».")
