# SPDX-License-Identifier: AGPL-3.0-or-later
from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kiosk.domain.attendance import (
    corrected,
    duration_presets,
    identity_of,
    visit_id_of,
)
from kiosk.foundation.errors import Refused
from tests.support.visits import a_draft, a_visit

PRESETS = (15, 30, 45, 60, 90, 120)


def test_durations_are_offered_shortest_first():
    assert duration_presets({20: 6, 75: 9, 50: 5}, PRESETS) == (15, 20, 30, 45, 60, 75, 90, 120)


def test_at_most_ten_learned_durations_are_offered_the_most_used():
    used = {minutes: 100 + minutes for minutes in range(1, 13)}

    assert duration_presets(used, PRESETS) == (*range(3, 13), *PRESETS)


def test_a_visit_is_named_by_the_event_that_recorded_it():
    visit_id = a_visit(12).visit_id

    assert visit_id_of(identity_of(visit_id)) == visit_id


@pytest.mark.parametrize("text", ["", "12", "00112233445566AA-1", "00112233445566aa-0"])
def test_what_names_no_visit_is_refused(text):
    with pytest.raises(Refused):
        identity_of(text)


def test_a_correction_raises_the_version_and_keeps_the_entry():
    hour = datetime(2026, 10, 20, 9, tzinfo=UTC)

    newer = corrected(a_visit(), a_draft(duration_min=90), at_hour_utc=hour)

    assert (newer.version, newer.changed_hour_utc) == (2, hour)
    assert newer.entered_hour_utc == a_visit().entered_hour_utc
    assert newer.is_corrected
    assert not newer.is_back_dated
