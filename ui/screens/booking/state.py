# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the booking page shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from ui.theme.tokens import Tone

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.domain.appointment_views import Need, SellingState
    from kiosk.domain.workshops import WorkshopOffer


class BookingStage(Enum):
    """Which question is asked."""

    NEED = "need"
    WORKSHOP = "workshop"
    SEATS = "seats"
    WHERE = "where"
    TIME = "time"
    ASK = "ask"
    REPLY = "reply"
    WHO = "who"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """A need or a way to hear the answer; `french` is empty when the words are French."""

    key: str
    icon: str
    label: str
    french: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """What choosing something gives: a picture, a colour and words; empty words for nothing."""

    icon: str = "check"
    tone: Tone = Tone.OK
    words: str = ""


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A centre where one may come.

    Attributes:
        key: Which.
        icon: Its picture.
        name: Its name, or that it is here.
        lines: Its address, and when somebody receives there.
        sign: Whether the answer comes at once or later.
    """

    key: str
    icon: str
    name: str
    lines: tuple[str, ...]
    sign: Sign


@dataclass(frozen=True, slots=True)
class WorkshopCard:
    """A workshop to choose.

    Attributes:
        key: Which.
        week_day: Short name of its day.
        number: Day of the month.
        title: In the person's language.
        french: In French; empty when the words are French.
        when: The whole date and the hours.
        lines: Who leads it, what to bring.
        sign: Whether a seat is free here.
        can_choose: Whether it can be touched.
    """

    key: str
    week_day: str
    number: str
    title: str
    french: str
    when: str
    lines: tuple[str, ...]
    sign: Sign
    can_choose: bool


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """How many come to a workshop, and what that many get.

    Attributes:
        key: The number.
        number: The same, shown.
        note: « libre », « liste d’attente » or « complet ».
        name: What is heard, such as « 2 personnes ».
        is_kept: Whether this machine can keep that many seats at once.
        can_choose: Whether it can be touched.
        is_chosen: Whether it is the one.
    """

    key: str
    number: str
    note: str
    name: str
    is_kept: bool
    can_choose: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day to choose.

    Attributes:
        key: ISO day.
        week_day: Short name.
        number: Day of the month.
        note: « 3 libres », « complet » or « fermé ».
        name: The whole date, heard.
        can_choose: Whether it can be touched.
        is_chosen: Whether it is the one.
    """

    key: str
    week_day: str
    number: str
    note: str
    name: str
    can_choose: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class HourChoice:
    """An hour to choose, « libre » or « choisi »."""

    key: str
    hour: str
    note: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the card « Votre rendez-vous »."""

    icon: str
    text: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Toggle:
    """Something to prepare: a picture, a word, and whether it is asked for."""

    key: str
    icon: str
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class WhoWords:
    """The question of who comes; all of it may be left out.

    Attributes:
        label: Caption and hint of the first field.
        contact: Caption and hint of the second.
        problem: What is wrong with the contact; empty when nothing is.
        party: Caption of the number of people; empty where it is known already.
        sizes: (key, word) of each number.
        size: The chosen one.
        access: Caption of what to prepare.
        toggles: What can be prepared.
    """

    label: tuple[str, str]
    contact: tuple[str, str]
    problem: str
    party: str
    sizes: tuple[tuple[str, str], ...]
    size: str
    access: str
    toggles: tuple[Toggle, ...]


@dataclass(frozen=True, slots=True)
class BookingState:
    """Everything the page shows.

    Attributes:
        stage: Which question is asked.
        title: The question.
        lead: A sentence under it; may be empty.
        answers: Cards of needs or of ways to hear the answer.
        places: Centres to choose.
        workshops: Workshops to choose.
        sizes: How many may come to the workshop.
        days: Days of the choice; also those of a request.
        day_title: The chosen days in words.
        data_age: « heures reçues ce matin à 9 h 12 ».
        hours: Hours of the chosen day.
        ask: Words of the dashed button: (title, line); both empty where it has no place.
        halves: Parts of a day for a request: (key, words).
        half: Chosen part.
        summary_title: Title of the card beside.
        summary: Its lines; also those of the last question.
        change: Word of its button; empty hides it.
        today: Words of the card of the queue: (title, line); both empty hide it.
        who: The question of who comes; nothing at another one.
        go_on: Word of the button that goes on; empty hides it.
        can_go_on: Whether it can be touched.
        skip: Word of the button that leaves everything out; empty hides it.
        go_back: Word of the button that goes back.
        help: Word of the help button.
        notice: Bold beginning and sentence of something to know; both empty hide it.
        waiting: Words while nothing can be shown yet; empty once there is something.
    """

    stage: BookingStage
    title: str
    lead: str = ""
    answers: tuple[AnswerCard, ...] = ()
    places: tuple[PlaceCard, ...] = ()
    workshops: tuple[WorkshopCard, ...] = ()
    sizes: tuple[SizeChoice, ...] = ()
    days: tuple[DayChoice, ...] = ()
    day_title: str = ""
    data_age: str = ""
    hours: tuple[HourChoice, ...] = ()
    ask: tuple[str, str] = ("", "")
    halves: tuple[tuple[str, str], ...] = ()
    half: str = ""
    summary_title: str = ""
    summary: tuple[SummaryLine, ...] = ()
    change: str = ""
    today: tuple[str, str] = ("", "")
    who: WhoWords | None = None
    go_on: str = ""
    can_go_on: bool = False
    skip: str = ""
    go_back: str = ""
    help: str = ""
    notice: tuple[str, str] = ("", "")
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the first question needs, read in one job."""

    needs: tuple[Need, ...]
    workshops: tuple[WorkshopOffer, ...]
    selling: SellingState
    age_utc: datetime | None
    n_waiting: int
    receives_today: bool
