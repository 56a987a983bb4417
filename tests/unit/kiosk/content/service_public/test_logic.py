# SPDX-License-Identifier: AGPL-3.0-or-later
"""Conditions of the sheets against a three-valued evaluation made another way."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.content.service_public.ledger import Ledger
from kiosk.content.service_public.logic import (
    Asked,
    Connective,
    Logic,
    Setting,
    Settings,
    not_false,
    read_logic,
    surely_false,
    surely_true,
)
from kiosk.content.service_public.sheet_xml import parse_sheet
from kiosk.domain.conditions import Condition, evaluate

VALUES = ("a", "b", "c")
FACTS = ("q1", "q2", "q3")
SETTINGS = Settings()
for number, fact in enumerate(FACTS):
    SETTINGS.add(f"T{number}", Setting(fact, frozenset("a"), frozenset("b")))
ASKED = Asked(frozenset(FACTS))

leaf = st.builds(
    Logic,
    st.sampled_from([Connective.VARIABLE, Connective.UNDEFINED]),
    st.sampled_from(["T0", "T1", "T2", "T9"]),
)
logics = st.recursive(
    leaf,
    lambda inner: st.builds(
        Logic,
        st.sampled_from([Connective.ANY, Connective.ALL]),
        st.just(""),
        st.lists(inner, min_size=1, max_size=3).map(tuple),
    ),
    max_leaves=4,
)
answers = st.dictionaries(st.sampled_from(FACTS), st.sampled_from(VALUES))


def truth(logic, given_answers):
    """Return the value that the sheet's own reader would give: True, False or None."""
    if logic.variable:
        value = given_answers.get(f"q{int(logic.variable[1:]) + 1}")
        known = {"a": True, "b": False}.get(value)
        if logic.connective is Connective.UNDEFINED:
            return known is None
        return known
    inner = [truth(part, given_answers) for part in logic.parts]
    decisive = logic.connective is Connective.ANY
    if decisive in inner:
        return decisive
    return None if None in inner else not decisive


def holds(settled, given_answers):
    if isinstance(settled, Condition):
        return evaluate(settled, given_answers)
    return settled


@settings(max_examples=300, deadline=None)
@given(logics, answers)
def test_a_way_opens_only_when_the_condition_is_known(logic, given_answers):
    expected = truth(logic, given_answers)
    if holds(surely_true(logic, SETTINGS, ASKED), given_answers) is True:
        assert expected is True
    if holds(surely_false(logic, SETTINGS, ASKED), given_answers) is True:
        assert expected is False


@settings(max_examples=300, deadline=None)
@given(logics, answers)
def test_a_point_is_hidden_only_when_its_condition_is_known_to_be_false(logic, given_answers):
    if holds(not_false(logic, SETTINGS, frozenset(FACTS)), given_answers) is False:
        assert truth(logic, given_answers) is False


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["T0", "T1", "T2"]), answers)
def test_a_single_variable_is_settled_as_far_as_its_question_was_answered(name, given_answers):
    logic = Logic(Connective.VARIABLE, name)
    expected = truth(logic, given_answers)

    assert (holds(surely_true(logic, SETTINGS, ASKED), given_answers) is True) is (expected is True)
    assert (holds(surely_false(logic, SETTINGS, ASKED), given_answers) is True) is (
        expected is False
    )


def test_a_variable_that_nothing_sets_is_neither_true_nor_false():
    logic = Logic(Connective.VARIABLE, "T99")

    assert surely_true(logic, SETTINGS, ASKED) is None
    assert surely_false(logic, SETTINGS, ASKED) is None
    assert surely_true(Logic(Connective.UNDEFINED, "T99"), SETTINGS, ASKED) is True


def test_conditions_of_a_sheet_are_read_and_a_strange_one_is_not():
    raw = (
        "<Publication><Condition><ou><estVrai var='T1'/><et><estIndefini var='T2'/>"
        "<estVrai var='T3'/></et></ou></Condition><Condition><peutEtre var='T1'/></Condition>"
        "<Condition><estVrai/></Condition><Condition/></Publication>"
    )
    root = parse_sheet(raw.encode(), "x")
    first, *others = root.elements()

    assert read_logic(first, Ledger(root)).variables() == {"T1", "T2", "T3"}
    assert [read_logic(one, Ledger(root)) for one in others] == [None, None, None]
