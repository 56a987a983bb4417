# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the page of a call for help shows, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class HelpStage(Enum):
    """Which face the page shows."""

    WAITING = "waiting"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class UrgentContact:
    """A number to call in an emergency.

    Attributes:
        number: As one dials it.
        name: Who answers.
        detail: What for, and when.
        listen: What its loudspeaker button is called.
        spoken: What that button says.
    """

    number: str
    name: str
    detail: str
    listen: str
    spoken: str


@dataclass(frozen=True, slots=True)
class HelpState:
    """Everything the page shows.

    Attributes:
        stage: Which face.
        sign: Icon above the number; empty where the words need its room.
        number: The number of the queue; empty while it is being taken, or where none is given.
        sentence: The one sentence.
        desk: Where the person is called to, shown large; empty while nobody calls.
        lead: How many are ahead, how long it may take, and that the page is kept.
        notes: What else is to be known, one sentence each.
        alone: Word of the button that gives the help up.
        urgent: Word of the button for emergencies.
        priority: Word of the button for people with a priority card; empty hides it.
        contacts_title: Title of the contacts.
        contacts_question, contacts_lead: Under it: without food or money, a person here helps.
        contacts: Numbers to call.
        person: Word of the button that calls that person; empty once a number is taken.
        back_to_number: Word of the button that shows the number again, or leaves.
        print_words: Word of the button that prints the number; empty hides it.
        can_print: Whether it can be touched.
        paper: That the printer failed and what to do, as (bold beginning, sentence); both empty
            while all is well.
    """

    stage: HelpStage
    sign: str
    number: str
    sentence: str
    desk: str
    lead: str
    notes: tuple[str, ...]
    alone: str
    urgent: str
    priority: str
    contacts_title: str
    contacts_question: str
    contacts_lead: str
    contacts: tuple[UrgentContact, ...]
    person: str
    back_to_number: str
    print_words: str
    can_print: bool
    paper: tuple[str, str]
