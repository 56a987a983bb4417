# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of the post with a full week: nothing cut, too small, pale or out of reach."""

from __future__ import annotations

import pytest

from kiosk.domain.waiting_queue import QueueReason
from tests.support.filled_post import (
    N_APPOINTMENTS,
    PEOPLE,
    open_empty_post,
    open_filled_post,
)
from tests.support.looks import findings
from tests.support.terminal import LARGE, SMALL
from ui.navigation.routes import Route
from ui.screens.week.block import LOOKS, BlockButton
from ui.screens.week.state import BlockLook
from ui.theme.contrast import contrast_ratio
from ui.theme.tokens import Scheme, Tone, colours_of, raw_tokens

SIZES = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["1366x768", "1920x1080"])
_BUTTONS = [look for look in BlockLook if look is not BlockLook.FREE]


@pytest.fixture
def post(tmp_path, qapp, request):
    opened = open_filled_post(tmp_path, request.getfixturevalue("size"))
    yield opened
    opened.close()


def blocks(bench):
    bench.settle()
    return [one for one in bench.window.findChildren(BlockButton) if one.isVisible()]


@SIZES
def test_a_full_week_is_within_reach_for_the_centre_and_for_one_person(post, size):
    post.router.go(Route.WEEK)
    found = findings(post, "centre")
    post.touch(PEOPLE[0].first_name)
    found += findings(post, "one person")
    post.named(blocks(post)[0].accessibleName()).click()
    found += findings(post, "chosen")

    assert found == []


@SIZES
def test_an_empty_week_is_within_reach(tmp_path, qapp, size):
    bench = open_empty_post(tmp_path, size)
    bench.router.go(Route.WEEK)
    found = findings(bench, "empty")
    bench.close()

    assert found == []


@SIZES
def test_the_times_of_a_move_are_within_reach_in_a_full_week(post, size):
    post.router.go(Route.WEEK)
    post.touch("Rendez-vous")
    found = findings(post, "need")
    post.window.page.presenter.act("need:caf")
    found += findings(post, "times")

    assert found == []


@SIZES
def test_an_absence_that_displaces_many_is_within_reach(post, size):
    post.router.go(Route.ABSENCE, mediator_id=PEOPLE[1].mediator_id)
    post.touch("Au, Mardi 24 novembre : Un jour plus tard")
    found = findings(post, "displaced")
    post.touch("Enregistrer l’absence")
    found += findings(post, "saved")

    assert found == []


@SIZES
def test_a_day_with_many_numbers_is_within_reach(post, size):
    for reason in (QueueReason.URGENT, *[QueueReason.HELP] * 12):
        post.kiosk.queue.take(reason)
    post.router.go(Route.CENTRE_DAY)
    found = findings(post, "open")
    post.touch("Tout fermer")
    found += findings(post, "asked")

    assert found == []


@SIZES
def test_the_calls_of_a_room_are_within_reach(post, size):
    for _ in range(6):
        post.kiosk.queue.call(post.kiosk.queue.take().number)
    post.router.go(Route.CALLING)

    assert findings(post, "calls") == []


@SIZES
def test_every_appointment_of_a_full_week_can_be_touched_or_is_in_a_list(post, size):
    post.router.go(Route.WEEK)
    shown = blocks(post)
    keys = {one.block.key for one in shown} | {key for one in shown for key, _ in one.block.inside}

    assert len({key for key in keys if key.startswith("appointment:")}) == N_APPOINTMENTS


@SIZES
def test_an_appointment_for_which_there_is_no_room_is_chosen_from_a_list(post, size):
    post.router.go(Route.WEEK)
    more = next(one for one in blocks(post) if one.block.look is BlockLook.MORE)
    key, words = next(one for one in more.block.inside if one[0].startswith("appointment:"))
    more.click()
    post.touch(words)

    assert post.named("Changer l’heure").isVisible()
    assert post.window.page.presenter._chosen == key


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("look", _BUTTONS)
def test_the_word_and_the_line_of_each_state_reach_their_contrast(scheme, look):
    colours, floors = colours_of(scheme), raw_tokens()["contrast_floor"]
    text = floors["high_contrast_text" if scheme is Scheme.HIGH_CONTRAST else "text"]
    fill, border, ink = (colours.of(tone) for tone in LOOKS[look][:3])

    assert contrast_ratio(ink, fill) >= text
    assert contrast_ratio(border, colours.of(Tone.CARD)) >= floors["field_border_and_state"]
    assert contrast_ratio(border, fill) >= floors["field_border_and_state"]


@pytest.mark.parametrize("scheme", Scheme)
def test_the_word_of_free_time_reaches_its_contrast(scheme):
    colours, floors = colours_of(scheme), raw_tokens()["contrast_floor"]
    text = floors["high_contrast_text" if scheme is Scheme.HIGH_CONTRAST else "text"]
    fill, _, ink, _ = LOOKS[BlockLook.FREE]

    assert contrast_ratio(colours.of(ink), colours.of(fill)) >= text
