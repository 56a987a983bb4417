# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a person types about itself is tidied and bounded."""

from __future__ import annotations

import pytest

from kiosk.domain.typed_text import checked_text
from kiosk.foundation.errors import Refused


def test_blanks_around_a_label_do_not_count():
    assert checked_text("  Mme   Amina  ", field="label") == "Mme Amina"


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\u202e", "\u2066", "\udcff", "\x85"])
def test_a_sign_that_nobody_sees_is_left_out_of_a_text(sign):
    assert checked_text(f"{sign}Amina{sign}", field="label") == "Amina"


@pytest.mark.parametrize(
    "text", ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645", "😀", "Zoë", "👩\u200d🦽"]
)
def test_letters_of_every_script_stay(text):
    assert checked_text(text, field="label") == text


@pytest.mark.parametrize(("field", "longest"), [("label", 20), ("contact", 80)])
def test_a_text_too_long_is_refused_by_the_name_of_its_field(field, longest):
    assert checked_text("x" * longest, field=field) == "x" * longest
    with pytest.raises(Refused, match=f"{field}_too_long"):
        checked_text("x" * (longest + 1), field=field)
