# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions take silence for neither yes nor no."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.conditions import Condition, Operator, evaluate, facts_named

FACTS = ("a", "b", "c")
VALUES = ("oui", "non", 1, 2)


def leaf(operator, *values, fact="a"):
    return Condition(operator, fact=fact, values=values)


def group(operator, *parts):
    return Condition(operator, parts=parts)


leaves = st.builds(
    lambda operator, fact, value: Condition(
        operator,
        fact=fact,
        values=() if operator is Operator.IS_YES else (value,),
    ),
    st.sampled_from(
        [Operator.IS_YES, Operator.EQUALS, Operator.ONE_OF, Operator.AT_LEAST, Operator.AT_MOST]
    ),
    st.sampled_from(FACTS),
    st.sampled_from((1, 2)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda parts: group(Operator.ALL, *parts), st.lists(inner, min_size=1)),
        st.builds(lambda parts: group(Operator.ANY, *parts), st.lists(inner, min_size=1)),
        st.builds(lambda part: group(Operator.NOT, part), inner),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("condition", "value", "expected"),
    [
        (leaf(Operator.IS_YES), "oui", True),
        (leaf(Operator.IS_YES), "non", False),
        (leaf(Operator.EQUALS, "non"), "non", True),
        (leaf(Operator.EQUALS, "non"), "oui", False),
        (leaf(Operator.ONE_OF, 1, 2), 2, True),
        (leaf(Operator.ONE_OF, 1, 2), 3, False),
        (leaf(Operator.AT_LEAST, 2), 2, True),
        (leaf(Operator.AT_LEAST, 2), 1, False),
        (leaf(Operator.AT_MOST, 2), 2, True),
        (leaf(Operator.AT_MOST, 2), 3, False),
        (leaf(Operator.AT_LEAST, 2), "oui", False),
        (leaf(Operator.KNOWN), "non", True),
    ],
)
def test_a_known_fact_settles_a_comparison(condition, value, expected):
    assert evaluate(condition, {"a": value}) is expected


@pytest.mark.parametrize("facts", [{}, {"a": None}])
@pytest.mark.parametrize(
    "condition",
    [leaf(Operator.IS_YES), leaf(Operator.EQUALS, "non"), leaf(Operator.AT_LEAST, 1)],
)
def test_never_asked_and_not_known_both_leave_a_comparison_unknown(condition, facts):
    assert evaluate(condition, facts) is None


@pytest.mark.parametrize("facts", [{}, {"a": None}])
def test_known_is_never_itself_unknown(facts):
    assert evaluate(leaf(Operator.KNOWN), facts) is False


def test_one_false_settles_all_and_one_true_settles_any_despite_the_unknown():
    unknown, yes, no = (
        leaf(Operator.IS_YES, fact="b"),
        leaf(Operator.KNOWN),
        group(Operator.NOT, leaf(Operator.KNOWN)),
    )
    facts = {"a": 1}

    assert evaluate(group(Operator.ALL, unknown, no), facts) is False
    assert evaluate(group(Operator.ALL, unknown, yes), facts) is None
    assert evaluate(group(Operator.ANY, unknown, yes), facts) is True
    assert evaluate(group(Operator.ANY, unknown, no), facts) is None
    assert evaluate(group(Operator.NOT, unknown), facts) is None


@given(
    conditions,
    st.dictionaries(st.sampled_from(FACTS), st.sampled_from(VALUES)),
    st.dictionaries(st.sampled_from(FACTS), st.sampled_from(VALUES)),
)
def test_learning_more_never_overturns_what_was_settled(condition, known, learnt):
    before = evaluate(condition, known)

    after = evaluate(condition, {**learnt, **known})

    assert before is None or after is before


def test_a_fact_guarded_by_known_need_not_have_been_asked():
    guarded = group(Operator.ALL, leaf(Operator.KNOWN), leaf(Operator.EQUALS, "non"))

    assert facts_named(guarded) == frozenset()
    assert facts_named(group(Operator.ANY, guarded, leaf(Operator.IS_YES, fact="b"))) == {"b"}
