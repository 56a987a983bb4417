# SPDX-License-Identifier: AGPL-3.0-or-later
"""The questions of a workshop in words: which one, how many come, what that many get."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from kiosk.domain.workshops import WorkshopState
from kiosk.foundation.clock import paris_day
from ui.screens.booking.state import AnswerCard, Sign, SizeChoice, SummaryLine, WorkshopCard
from ui.theme.tokens import Tone
from ui.who_comes import party_words
from ui.wording import (
    day_in_words,
    hours_in_words,
    left_to_right,
    sentence_case,
    short_weekday,
)

if TYPE_CHECKING:
    from kiosk.domain.workshops import WorkshopOffer
    from kiosk.foundation.translation import Translator
    from ui.screens.booking.choice import Choice
    from ui.screens.booking.state import BookingState

WORKSHOPS: Final = "workshops"
"""Key of the card that leads to them, among the needs."""


def way_in(offers: tuple[WorkshopOffer, ...], translator: Translator) -> AnswerCard:
    """Return the card of the first question."""
    n_workshops = translator.plural("{n} atelier bientôt", "{n} ateliers bientôt", len(offers))
    label = translator.text("Un atelier, à plusieurs")
    french = translator.in_french("Un atelier, à plusieurs")
    beside = "" if label == french else left_to_right(french, translator)
    return AnswerCard(WORKSHOPS, "users-group", label, beside, n_workshops)


def list_state(
    frame: BookingState, offers: tuple[WorkshopOffer, ...], translator: Translator
) -> BookingState:
    """Return the question of the workshop."""
    return replace(
        frame,
        title=translator.text("Quel atelier ?"),
        lead=translator.text("Gratuit, à plusieurs, avec une personne qui explique."),
        workshops=tuple(_card(offer, translator) for offer in offers),
        today=("", ""),
        data_age="",
    )


def _card(offer: WorkshopOffer, translator: Translator) -> WorkshopCard:
    day = paris_day(offer.start_utc)
    return WorkshopCard(
        key=offer.workshop_id,
        week_day=short_weekday(day, translator),
        number=str(day.day),
        title=offer.title,
        french=_beside(offer, translator),
        when=" · ".join((_day(offer, translator), _hours(offer, translator))),
        lines=(*_led_by(offer, translator), *_to_bring(offer, translator)),
        sign=seats_sign(offer, translator),
        can_choose=offer.state is not WorkshopState.FULL,
    )


def _beside(offer: WorkshopOffer, translator: Translator) -> str:
    same = offer.title_fr in ("", offer.title)
    return "" if same else left_to_right(offer.title_fr, translator)


def _day(offer: WorkshopOffer, translator: Translator) -> str:
    return sentence_case(day_in_words(paris_day(offer.start_utc), translator))


def _hours(offer: WorkshopOffer, translator: Translator) -> str:
    end_utc = offer.start_utc + timedelta(minutes=offer.duration_min)
    return hours_in_words(offer.start_utc, end_utc, translator)


def _led_by(offer: WorkshopOffer, translator: Translator) -> tuple[str, ...]:
    if not offer.mediator_name:
        return ()
    return (translator.text("Avec {name}", name=offer.mediator_name),)


def _to_bring(offer: WorkshopOffer, translator: Translator) -> tuple[str, ...]:
    if not offer.documents:
        return ()
    return (translator.text("À apporter : {papers}", papers=" · ".join(offer.documents)),)


def seats_sign(offer: WorkshopOffer, translator: Translator) -> Sign:
    """Return in plain words whether a seat can be had."""
    match offer.state:
        case WorkshopState.FREE:
            words = translator.plural("{n} place libre ici", "{n} places libres ici", offer.n_free)
            return Sign("check", Tone.OK, words)
        case WorkshopState.WAITING:
            words = translator.text("Complet ici. Liste d’attente.")
            return Sign("hourglass", Tone.SUN, words)
        case WorkshopState.FULL:
            return Sign("circle-x", Tone.BRICK, translator.text("Complet"))


def seats_state(frame: BookingState, choice: Choice, translator: Translator) -> BookingState:
    """Return the question of how many come."""
    t, offer = translator.text, choice.workshop
    assert offer is not None
    keeps, n = offer.state is WorkshopState.FREE, choice.party_size
    go_on = translator.plural("Prendre {n} place", "Prendre {n} places", n)
    if not keeps:
        go_on = t("Aller sur la liste d’attente")
    return replace(
        frame,
        title=t("Combien de personnes viennent ?"),
        lead=t("Chaque personne a sa place."),
        sizes=tuple(_size(choice, size, translator) for size in range(1, len(choice.by_size) + 1)),
        summary_title=t("Votre atelier"),
        summary=known_lines(choice, translator),
        change=t("Modifier"),
        today=("", ""),
        data_age="",
        notice=frame.notice if frame.notice[0] else _what_they_get(offer, n, translator),
        go_on=go_on,
        can_go_on=offer.state is not WorkshopState.FULL,
    )


def _size(choice: Choice, size: int, translator: Translator) -> SizeChoice:
    state = choice.by_size[size - 1].state
    notes = {
        WorkshopState.FREE: translator.text("libre"),
        WorkshopState.WAITING: translator.text("liste d’attente"),
        WorkshopState.FULL: translator.text("complet"),
    }
    return SizeChoice(
        key=str(size),
        number=str(size),
        note=notes[state],
        name=party_words(size, translator),
        is_kept=state is WorkshopState.FREE,
        can_choose=state is not WorkshopState.FULL,
        is_chosen=size == choice.party_size,
    )


def _what_they_get(
    offer: WorkshopOffer, party_size: int, translator: Translator
) -> tuple[str, str]:
    """Say that the seats left here are too few, where they are; empty where they are enough."""
    if offer.state is WorkshopState.FREE:
        return ("", "")
    if offer.n_free == 0:
        return (
            translator.text("Complet ici."),
            translator.text("Sur la liste d’attente, vous savez si une place se libère."),
        )
    left = translator.plural("Il reste {n} place ici.", "Il reste {n} places ici.", offer.n_free)
    together = translator.plural(
        "Pour {n} personne : la liste d’attente.",
        "Pour {n} personnes ensemble : la liste d’attente.",
        party_size,
    )
    return left, together


def known_lines(choice: Choice, translator: Translator) -> tuple[SummaryLine, ...]:
    """Return what is known of the workshop, for the card beside."""
    return (said_lines(choice, translator)[0], when_line(choice, translator))


def said_lines(choice: Choice, translator: Translator) -> tuple[SummaryLine, ...]:
    """Return what the workshop is, who leads it and what to bring, for the last look."""
    offer = choice.workshop
    assert offer is not None
    bring = (SummaryLine("checklist", words) for words in _to_bring(offer, translator))
    detail = " · ".join(filter(None, (_beside(offer, translator), *_led_by(offer, translator))))
    return (SummaryLine("users-group", offer.title, detail), *bring)


def when_line(choice: Choice, translator: Translator) -> SummaryLine:
    """Return the day of the workshop, and its hours."""
    offer = choice.workshop
    assert offer is not None
    return SummaryLine("calendar", _day(offer, translator), _hours(offer, translator))
