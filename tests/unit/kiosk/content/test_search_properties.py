# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whatever is typed, search answers: no error, never too much, always the same order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.content.search import MAX_QUERY, MAX_QUERY_WORDS, search
from kiosk.content.words import folded, words
from tests.content_queries import all_queries
from tests.content_queries.score import walkthrough_index

ODD_SIGNS = (
    "\0\x07\x1b\x7f\n\t\u200b\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u00ad"
    "🙂👩‍👧‍👦🇫🇷\u0301\u064b\u0651\u0670\u0640ıİşłŁœßﬁﷺ٣۳\ud800\udfff'’«»-_./@"
)
QUERIES = tuple(query.text for query in all_queries())


@pytest.fixture(scope="module")
def index():
    return walkthrough_index()


anything = st.one_of(
    st.text(max_size=200),
    st.text(alphabet=st.characters(), max_size=120),
    st.text(alphabet=ODD_SIGNS + "carterse", max_size=120),
)


@st.composite
def spoilt_queries(draw):
    """A query of the list with odd signs put into it."""
    text = draw(st.sampled_from(QUERIES))
    for sign in draw(st.lists(st.sampled_from(ODD_SIGNS), max_size=6)):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + sign + text[place:]
    return text


@settings(max_examples=150, deadline=None)
@given(typed=st.one_of(anything, spoilt_queries()), limit=st.integers(0, 8))
def test_any_text_is_answered_within_the_limit_and_in_one_order(index, typed, limit):
    hits = search(index, typed, limit)

    assert len(hits) <= limit
    assert hits == search(index, typed, limit)
    assert hits == search(index, typed, 8)[:limit]
    assert list(hits) == sorted(hits, key=lambda hit: (-round(hit.score, 9), hit.document_id))
    assert len({hit.document_id for hit in hits}) == len(hits)


@settings(max_examples=100, deadline=None)
@given(query=st.sampled_from(QUERIES), data=st.data())
def test_marks_without_width_change_no_answer(index, query, data):
    marks = st.sampled_from("\u200d\u200e\u200f\u202a\u202c\u2066\u2069\ufeff\u00ad")
    text = query
    for mark in data.draw(st.lists(marks, max_size=4)):
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + mark + text[place:]

    assert search(index, text, 5) == search(index, query, 5)


@settings(max_examples=100, deadline=None)
@given(anything)
def test_folding_twice_is_folding_once(typed):
    assert folded(folded(typed)) == folded(typed)


@settings(max_examples=100, deadline=None)
@given(anything)
def test_words_are_folded_and_bounded(typed):
    assert all(word and len(word) <= 40 and word == folded(word) for word in words(typed))


def test_what_stands_beyond_the_bounds_counts_for_nothing(index):
    assert search(index, "z" * MAX_QUERY + " rsa", 5) == ()
    many = " ".join(["zzzz"] * MAX_QUERY_WORDS)
    assert search(index, f"{many} rsa", 5) == ()


def test_a_letter_that_opens_into_eighteen_is_bounded_too(index):
    assert len(search(index, "ﷺ" * 500, 5)) <= 5


@pytest.mark.parametrize("query", QUERIES)
def test_capital_letters_change_no_answer(index, query):
    assert search(index, query.upper(), 5) == search(index, query, 5)
