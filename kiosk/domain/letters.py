# SPDX-License-Identifier: AGPL-3.0-or-later
"""A letter that a person received: whose it is, what it asks, until when, and what to do now.

Values only. A `LetterBook` is made by `kiosk.content.letter_reading` from ``lettres.yaml``; a
`LetterRun` is walked here. A run holds three words of closed lists, never a word of the letter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.walkthrough_texts import isolated
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE, Texts
from kiosk.foundation.errors import BugError

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_screen import Card

UNKNOWN = "ne_sait_pas"
LETTER_TRACE = "lettre"
RESULT_STEP = "quoi_faire"


class LetterQuestion(StrEnum):
    """What is asked, in this order; the values are the words of the YAML file."""

    SENDER = "organisme"
    REQUEST = "demande"
    DATE = "date"


class LetterDate(StrEnum):
    """Until when the letter asks for something."""

    PASSED = "passee"
    THIS_WEEK = "semaine"
    LATER = "plus_tard"
    NONE = "aucune"
    UNKNOWN = "ne_sait_pas"


class NextAct(StrEnum):
    """What a person can do after the questions."""

    WALKTHROUGH = "demarche"
    PERSON = "personne"
    APPOINTMENT = "rendez_vous"


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """A question: its title, the sentence under it, its name on the rail."""

    titles: Texts
    sentences: Texts
    stages: Texts


@dataclass(frozen=True, slots=True)
class LetterRequest:
    """What a letter can ask, whoever sent it.

    Attributes:
        request_id: Its key.
        icon: Icon name.
        names: On its card.
        titles: Head of the result.
        points: What to do now, in any case.
        asks_date: Whether the third question makes sense.
        asks_money: Whether the result warns of false letters.
    """

    request_id: str
    icon: str
    names: Texts
    titles: Texts
    points: tuple[Texts, ...]
    asks_date: bool
    asks_money: bool


@dataclass(frozen=True, slots=True)
class LetterCase:
    """A request of one sender.

    Attributes:
        request_id: Which.
        points: What to do now, before what holds in any case.
        walkthroughs: Ids of walkthroughs that help, best first; those not there are not shown.
        is_pressing: A person comes first, whatever the date.
    """

    request_id: str
    points: tuple[Texts, ...] = ()
    walkthroughs: tuple[str, ...] = ()
    is_pressing: bool = False


@dataclass(frozen=True, slots=True)
class LetterSender:
    """Who writes.

    Attributes:
        sender_id: Its key.
        icon: Icon name; never a logo.
        names: What it is called.
        printed: French words that stand on its letters; shown in every language.
        cases: What its letters can ask.
    """

    sender_id: str
    icon: str
    names: Texts
    printed: str
    cases: tuple[LetterCase, ...]


@dataclass(frozen=True, slots=True)
class DateAnswer:
    """An answer to the third question.

    Attributes:
        date: Which.
        icon: Icon name; empty for the answer that has no card.
        names: On its card; empty for the answer that has no card.
        advice: One or two sentences of the result.
        acts: What to do, first things first.
    """

    date: LetterDate
    icon: str
    names: Texts
    advice: Texts
    acts: tuple[NextAct, ...]


@dataclass(frozen=True, slots=True)
class LetterAdvice:
    """A head and what follows: the result of « je ne sais pas », the warning."""

    titles: Texts
    points: tuple[Texts, ...]


@dataclass(frozen=True, slots=True)
class LetterBook:
    """The whole of ``lettres.yaml``.

    Attributes:
        questions: By the question's word.
        senders: In the order of the screen.
        requests: In the order of the screen.
        dates: All five; the one for « je ne sais pas » has no card.
        pressing: What is told in place of the date's advice where a person comes first.
        unknown: The result when the sender or the request is not known.
        warning: What is told where a letter asks for money.
        warning_walkthrough: Id of the walkthrough about false letters.
    """

    questions: dict[str, QuestionTexts]
    senders: tuple[LetterSender, ...]
    requests: tuple[LetterRequest, ...]
    dates: tuple[DateAnswer, ...]
    pressing: Texts
    unknown: LetterAdvice
    warning: LetterAdvice
    warning_walkthrough: str

    def sender(self, sender_id: str) -> LetterSender | None:
        """Return a sender; None if there is none of this key."""
        return next((one for one in self.senders if one.sender_id == sender_id), None)

    def request(self, request_id: str) -> LetterRequest | None:
        """Return a request; None if there is none of this key."""
        return next((one for one in self.requests if one.request_id == request_id), None)

    def case(self, sender_id: str, request_id: str) -> LetterCase | None:
        """Return a request of a sender; None if its letters do not ask that."""
        sender = self.sender(sender_id)
        cases = sender.cases if sender is not None else ()
        return next((one for one in cases if one.request_id == request_id), None)

    def date(self, date: LetterDate) -> DateAnswer:
        """Return an answer to the third question."""
        return next(one for one in self.dates if one.date is date)


@dataclass(frozen=True, slots=True)
class LetterRun:
    """What was answered so far.

    Attributes:
        answers: Value by question; those after `n_answered` were given before a step back.
        n_answered: How many questions stand answered.
    """

    answers: tuple[str, str, str] = ("", "", "")
    n_answered: int = 0

    def given(self, question: LetterQuestion) -> str:
        """Return the answer to `question`, also one given before a step back; empty for none."""
        return self.answers[_QUESTIONS.index(question)]

    @property
    def back(self) -> LetterRun:
        """The run one question earlier, nothing lost."""
        return replace(self, n_answered=max(0, self.n_answered - 1))


_QUESTIONS = tuple(LetterQuestion)


def question(book: LetterBook, run: LetterRun) -> LetterQuestion | None:
    """Return the question to ask now, None when the result is known."""
    if run.n_answered == len(_QUESTIONS) or UNKNOWN in run.answers[: run.n_answered]:
        return None
    asked = _QUESTIONS[run.n_answered]
    if asked is LetterQuestion.DATE:
        request = book.request(run.given(LetterQuestion.REQUEST))
        return asked if request is not None and request.asks_date else None
    return asked


def offered(book: LetterBook, run: LetterRun) -> tuple[str, ...]:
    """Return the answers that the question of now offers, « je ne sais pas » left out."""
    match question(book, run):
        case LetterQuestion.SENDER:
            return tuple(one.sender_id for one in book.senders)
        case LetterQuestion.REQUEST:
            sender = book.sender(run.given(LetterQuestion.SENDER))
            mine = {one.request_id for one in sender.cases} if sender is not None else set()
            return tuple(one.request_id for one in book.requests if one.request_id in mine)
        case LetterQuestion.DATE:
            return tuple(one.date.value for one in book.dates if one.date is not LetterDate.UNKNOWN)
        case _:
            return ()


def answer(book: LetterBook, run: LetterRun, value: str) -> LetterRun:
    """Return the run after an answer, or after « je ne sais pas » (`UNKNOWN`).

    A later answer given before stays at hand while it is still offered.

    Raises:
        BugError: If the screen gave an answer that the question does not offer.
    """
    if question(book, run) is None or (value != UNKNOWN and value not in offered(book, run)):
        raise BugError("an answer that is not offered reached the letter")
    at = run.n_answered
    answers = tuple(value if place == at else known for place, known in enumerate(run.answers))
    after = LetterRun((answers[0], answers[1], answers[2]), at + 1)
    if at == 0 and after.answers[1] not in offered(book, after):
        return replace(after, answers=(value, "", after.answers[2]))
    return after


@dataclass(frozen=True, slots=True)
class LetterOutcome:
    """What the answers lead to, in every language.

    Attributes:
        titles: Head.
        points: What to do now.
        advice: What the date asks for; empty for nothing.
        is_pressing: Whether a person comes first.
        warns: Whether to warn of false letters.
        walkthroughs: Ids, best first.
        acts: What to do, first things first; a person is always among them.
    """

    titles: Texts
    points: tuple[Texts, ...]
    advice: Texts
    is_pressing: bool
    warns: bool
    walkthroughs: tuple[str, ...]
    acts: tuple[NextAct, ...]


def outcome(book: LetterBook, run: LetterRun) -> LetterOutcome:
    """Return what the answers of a run without further question lead to."""
    sender_id, request_id, date = run.answers
    request = book.request(request_id) if run.n_answered > 1 else None
    case = book.case(sender_id, request_id) if request is not None else None
    if request is None or case is None:
        return LetterOutcome(
            titles=book.unknown.titles,
            points=book.unknown.points,
            advice={},
            is_pressing=False,
            warns=False,
            walkthroughs=(),
            acts=(NextAct.PERSON, NextAct.APPOINTMENT),
        )
    dated = book.date(LetterDate(date) if request.asks_date else LetterDate.NONE)
    acts, advice = dated.acts, dated.advice if request.asks_date else {}
    if case.is_pressing:
        acts = (NextAct.PERSON, *(act for act in acts if act is NextAct.WALKTHROUGH))
        advice = advice if dated.date is LetterDate.PASSED else book.pressing
    return LetterOutcome(
        titles=request.titles,
        points=(*case.points, *request.points),
        advice=advice,
        is_pressing=case.is_pressing or dated.date is LetterDate.PASSED,
        warns=request.asks_money,
        walkthroughs=case.walkthroughs,
        acts=acts,
    )


@dataclass(frozen=True, slots=True)
class LetterChoice:
    """One large answer; `printed` are the French words on the letter, empty for none."""

    value: str
    icon: str
    label: str
    printed: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question in the reader's language."""

    question: LetterQuestion
    title: str
    sentence: str
    choices: tuple[LetterChoice, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """What to do now, in the reader's language.

    Attributes:
        title: Head.
        points: What to do now.
        advice: What the date asks for; empty for nothing.
        is_pressing: Whether a person comes first.
        warning_lead, warning: About false letters; empty for none.
        warning_card: The walkthrough about them; None if there is none here, or it is in the list.
        walkthroughs: Those that are here, best first.
        acts: What to do, first things first; WALKTHROUGH only where there is one.
    """

    title: str
    points: tuple[str, ...]
    advice: str
    is_pressing: bool
    warning_lead: str
    warning: str
    warning_card: Card | None
    walkthroughs: tuple[Card, ...]
    acts: tuple[NextAct, ...]


@dataclass(frozen=True, slots=True)
class LetterView:
    """Everything visible: either a question or the result.

    Attributes:
        stages: Names of the rail, the last for the result.
        at: Where on the rail, from 0.
        question: The question; None at the result.
        result: The result; None before.
    """

    stages: tuple[str, ...]
    at: int
    question: QuestionView | None
    result: ResultView | None


def pick(texts: Texts, language: str) -> str:
    """Return the text in `language`, in French where there is none; empty without any text."""
    return isolated(texts.get(language) or texts.get(SOURCE_LANGUAGE, ""), language)
