# SPDX-License-Identifier: AGPL-3.0-or-later
"""A visit as one text, and back."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.counted_rows import VisitRow
from kiosk.domain.flat_visit import FIELD_MARK, PART_MARK, FlatVisit, flat_visit
from kiosk.domain.packed_visit import PARTS, packed, unpacked
from tests.support.visits import OCTOBER, a_row, a_visit, recordable_drafts

TEXTS = st.text(st.sampled_from(f"a;| \x1d{PART_MARK}{FIELD_MARK}\n"), max_size=12)


def test_the_parts_hold_each_field_once_in_its_order():
    assert tuple(chain.from_iterable(PARTS)) == FlatVisit._fields


@settings(max_examples=60, deadline=None)
@given(recordable_drafts(OCTOBER.first, OCTOBER.last), st.integers(1, 3), TEXTS)
def test_what_was_packed_comes_back_as_it_was(draft, version, title):
    visit = replace(a_visit(version=version), content=replace(draft, title=title))
    flat = flat_visit(VisitRow("a" * 32, visit))

    assert unpacked(packed(flat)) == flat


def test_a_text_that_holds_the_marks_moves_no_other_field():
    marks = f"un{PART_MARK}deux{FIELD_MARK}trois"

    flat = unpacked(packed(flat_visit(a_row(title=marks, centre=marks, referral_place=marks))))

    assert {flat.title, flat.centre, flat.referral_place} == {"un\x1ddeux\x1dtrois"}
    assert (flat.themes, flat.origin, flat.counts) == ("email", "saisie", "")
