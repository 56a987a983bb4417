# SPDX-License-Identifier: AGPL-3.0-or-later
"""The question of the centre in words: this one first, then those where one asks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from kiosk.domain.slots import DayState
from ui.screens.booking.state import PlaceCard, Sign
from ui.screens.booking.who_words import here_words, need_line
from ui.theme.tokens import Tone
from ui.wording import WEEKDAYS, day_in_words, sentence_case

if TYPE_CHECKING:
    from kiosk.domain.appointment_views import Need
    from kiosk.domain.centre import CentreCard
    from kiosk.foundation.translation import Translator
    from ui.navigation.centre import CentreView
    from ui.screens.booking.choice import Choice
    from ui.screens.booking.state import BookingState

HERE: Final = "here"
"""Key of this centre among the centres to choose."""


def where_state(
    frame: BookingState, choice: Choice, here: CentreView, translator: Translator
) -> BookingState:
    """Return the question of the centre, beside what it is asked for."""
    need, t = choice.need, translator.text
    assert need is not None
    places = [_here(choice, here, translator)] if need.is_here else []
    places += [_elsewhere(card, need, translator) for card in need.elsewhere]
    notice = frame.notice
    if not need.is_here and not notice[0]:
        notice = (t("Pas ici pour ce besoin."), t("Un autre lieu vous reçoit."))
    return replace(
        frame,
        title=t("Où voulez-vous venir ?"),
        places=tuple(places),
        summary_title=t("Votre rendez-vous"),
        summary=(need_line(need, translator),),
        change=t("Modifier"),
        notice=notice,
        data_age="",
    )


def _here(choice: Choice, here: CentreView, translator: Translator) -> PlaceCard:
    """Return the card of this centre, with the first day on which an hour is free."""
    free = [offer.day for offer in choice.days if offer.state is DayState.FREE]
    first = ""
    if free:
        day = day_in_words(free[0], translator)
        first = translator.text("Premier jour libre : {day}", day=day)
    lines = tuple(filter(None, (here.card.address, first)))
    sign = Sign()
    if choice.days:
        sign = _at_once(translator) if free else _later(translator)
    return PlaceCard(HERE, "map-pin", here_words(here, translator), lines, sign)


def _elsewhere(card: CentreCard, need: Need, translator: Translator) -> PlaceCard:
    weekdays = sorted(dict(card.receives).get(need.motif_id, ()))
    days = sentence_case(", ".join(translator.text(WEEKDAYS[one]) for one in weekdays))
    lines = tuple(filter(None, (card.address, days)))
    return PlaceCard(card.code, "building-community", card.name, lines, _later(translator))


def _at_once(translator: Translator) -> Sign:
    words = sentence_case(translator.text("réponse tout de suite"))
    return Sign("check", Tone.OK, words)


def _later(translator: Translator) -> Sign:
    words = sentence_case(translator.text("à demander, réponse plus tard"))
    return Sign("hourglass", Tone.SUN, words)
