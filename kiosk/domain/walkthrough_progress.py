# SPDX-License-Identifier: AGPL-3.0-or-later
"""A run as a short text for a square code, and back: taken away on paper, gone on with anywhere.

The text holds the walkthrough, the way, the answers and the papers in hand, as short digests. No
name, no date, no machine and no place is in it; no server is needed to read it. It is not signed:
anybody may make one. So reading is strict and bounded, and what comes out was replayed step by
step on the content that this machine has now: only a state that answers and papers lead to.

A step is told by a digest of its id and of what it asks (kind, fact, options, papers, and the
French words of a question). When the content has changed, the replay stops at the first step
that is new, gone or asks something else; later answers stay as proposals.

Bits, most significant first: walkthrough 32, content 16, salt 4, language 4, places of the way 6,
answers in all 7, papers 6; an answer is a step's digest (17) and the place of the value among
those offered (3; 7 for none); a paper is a digest of 16; then zeros up to a whole byte. 4 bytes of
check. All of it in `kiosk.domain.scanner_letters` behind the mark.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.domain.scanner_letters import letters_of, octets_of
from kiosk.domain.walkthrough_run import (
    Run,
    allowed_answers,
    needed_papers,
    next_step_id,
    start,
)
from kiosk.domain.walkthroughs import ASKING, CONTENT_LANGUAGES, SOURCE_LANGUAGE, StepKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kiosk.domain.walkthrough_run import Answer
    from kiosk.domain.walkthroughs import Step, Walkthrough

MARK = "SXPB"
"""Begins every text; the last letter is the version of the form."""
MAX_TEXT = 300
"""Letters of a text, at most; one letter is one byte of the square code."""

_CHECK_BYTES = 4
_ID_BITS, _CONTENT_BITS, _SALT_BITS, _LANGUAGE_BITS = 32, 16, 4, 4
_TRAIL_BITS, _COUNT_BITS, _PAPERS_BITS = 6, 7, 6
_STEP_BITS, _PLACE_BITS, _PAPER_BITS = 17, 3, 16
_NO_ANSWER = (1 << _PLACE_BITS) - 1
_MOST_LISTS = 4
_MOST_KEPT = 64  # with the way, fewer than the count of answers can tell
_Held = TypeVar("_Held")
_CONTEXT = b"sixieme-quartier/progress/1\0"


class NotProgress(ValueError):
    """The text is no progress of this program."""


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step as the text tells it: its digest, and the place of its answer (None for none)."""

    digest: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a text says, not yet replayed.

    Attributes:
        walkthrough: Digest of the walkthrough's id.
        content: Digest of the content on which it was made.
        salt: With which digests of steps and papers were made.
        language: Language of the person.
        trail: The way, first step to current.
        kept: Answers of steps that are not on the way.
        papers: Digests of the papers in hand.
    """

    walkthrough: int
    content: int
    salt: int
    language: str
    trail: tuple[ToldStep, ...]
    kept: tuple[ToldStep, ...]
    papers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """A run that stands where the text could be followed to.

    Attributes:
        run: The run, on the content of this machine.
        is_whole: The way was followed to its end; else the guide changed at the current step.
    """

    run: Run
    is_whole: bool


def progress_text(run: Run, language: str) -> str:
    """Return `run` as the text of a square code, `MAX_TEXT` letters at most.

    Answers of branches that were left go first when there is no room for everything: the way and
    the papers are always whole. A way that has no room at all gives an empty text, which makes no
    square; no walkthrough that the check of content accepts is so long.
    """
    if len(run.trail) >= 1 << _TRAIL_BITS:
        return ""
    progress = _told(run, language)
    while len(text := _text(progress)) > MAX_TEXT:
        if not progress.kept:
            return ""
        progress = replace(progress, kept=progress.kept[:-1])
    return text


def read_progress(text: str) -> Progress:
    """Return what a text says; it may have been typed in small letters.

    Raises:
        NotProgress: If it is anything else than the text of a progress, whole and unaltered.
    """
    if len(text) > MAX_TEXT or not text.isascii():
        raise NotProgress("no progress of a walkthrough")
    letters = text.upper()
    if not letters.startswith(MARK) or len(letters) == len(MARK):
        raise NotProgress("no progress of a walkthrough")
    try:
        octets = octets_of(letters[len(MARK) :])
    except ValueError as error:
        raise NotProgress("the progress is damaged") from error
    packed, check = octets[:-_CHECK_BYTES], octets[-_CHECK_BYTES:]
    if _check(packed) != check:
        raise NotProgress("the progress is damaged")
    try:
        progress = _unpacked(packed)
    except (ValueError, IndexError) as error:
        raise NotProgress("the progress is damaged") from error
    if _packed(progress) != packed:
        raise NotProgress("the progress is not in its one form")
    return progress


def is_of(progress: Progress, walkthrough_id: str) -> bool:
    """Say whether `progress` is of that walkthrough."""
    return progress.walkthrough == _digest(_ID_BITS, 0, walkthrough_id)


def replayed(progress: Progress, walkthrough: Walkthrough) -> Replay:
    """Return the run that `progress` leads to on `walkthrough` as it is now.

    Answers and papers that the walkthrough does not know any more are left out.
    """
    steps = _by_digest(
        (_step_digest(walkthrough, step, progress.salt, name), step)
        for step in walkthrough.steps
        for name in (step.step_id, *step.replaces)
    )
    papers = _by_digest(
        (_digest(_PAPER_BITS, progress.salt, paper_id), paper_id)
        for paper_id in _paper_ids(walkthrough)
    )
    answers: dict[str, Answer] = {}
    for told in (*progress.kept, *progress.trail):
        step = steps.get(told.digest)
        if step is not None and told.place is not None:
            values = allowed_answers(step)
            if told.place < len(values):
                answers[step.step_id] = values[told.place]
    ticked = frozenset(papers[digest] for digest in progress.papers if digest in papers)
    run = replace(start(walkthrough), answers=answers, ticked=ticked)
    return _followed(run, [steps.get(told.digest) for told in progress.trail])


def _followed(run: Run, way: list[Step | None]) -> Replay:
    """Go along `way` as far as it exists and answers lead from each step to the next."""
    if way[0] is None or way[0].step_id != run.step_id:
        return Replay(run, is_whole=False)
    for place, following in enumerate(way[1:], start=1):
        come_back = any(later is way[place - 1] for later in way[place:])
        if following is not None and _leads(run, following.step_id, come_back=come_back):
            run = replace(run, trail=(*run.trail, following.step_id))
            continue
        if run.step_id in run.answers and not run.is_at_end:
            run = replace(run, trail=(*run.trail, next_step_id(run)))
        return Replay(run, is_whole=False)
    return Replay(run, is_whole=True)


def _leads(run: Run, step_id: str, *, come_back: bool) -> bool:
    """Say whether answers lead from the current step of `run` to `step_id`.

    The papers in hand may have been others at that moment, and so may the answer of a step that
    the way passes again (`come_back`): what leads there by some of them was a state of the run.
    """
    if run.is_at_end:
        return False
    here = run.step_id
    values = [run.answers[here]] if here in run.answers else []
    values += allowed_answers(run.step) if come_back else ()
    for value in values:
        answered = replace(run, answers={**run.answers, here: value})
        if any(next_step_id(other) == step_id for other in _with_other_papers(answered)):
            return True
    return False


def _with_other_papers(run: Run) -> Iterator[Run]:
    """Give `run`, then with each papers step of its way complete or not."""
    yield run
    listing = [
        s for s in dict.fromkeys(run.trail) if run.walkthrough.step(s).kind is StepKind.PAPERS
    ]
    if not listing or len(listing) > _MOST_LISTS:
        return
    needs = [
        {need.paper_id for need, _ in needed_papers(_at(run, step_id), _at(run, step_id).step)}
        for step_id in listing
    ]
    for chosen in range(1 << len(listing)):
        ticked = set(run.ticked)
        for place, needed in enumerate(needs):
            ticked = ticked | needed if chosen >> place & 1 else ticked - needed
        yield replace(run, ticked=frozenset(ticked))


def _at(run: Run, step_id: str) -> Run:
    return replace(run, trail=run.trail[: run.trail.index(step_id) + 1])


def _told(run: Run, language: str) -> Progress:
    walkthrough = run.walkthrough
    salt = _clear_salt(walkthrough)

    def told(step_id: str) -> ToldStep:
        step = walkthrough.step(step_id)
        place: int | None = None
        if step_id in run.answers:
            values = allowed_answers(step)
            place = values.index(run.answers[step_id])
            if place >= _NO_ANSWER:
                place = None  # asked again: no question may offer as many
        return ToldStep(_step_digest(walkthrough, step, salt, step_id), place)

    way = set(run.trail)
    left = [
        s.step_id for s in walkthrough.steps if s.step_id in run.answers and s.step_id not in way
    ]
    known = _paper_ids(walkthrough)
    return Progress(
        walkthrough=_digest(_ID_BITS, 0, run.walkthrough_id),
        content=_digest(_CONTENT_BITS, 0, walkthrough.content_hash),
        salt=salt,
        language=language if language in CONTENT_LANGUAGES else SOURCE_LANGUAGE,
        trail=tuple(told(step_id) for step_id in run.trail),
        kept=tuple(told(step_id) for step_id in left[:_MOST_KEPT]),
        papers=tuple(sorted(_digest(_PAPER_BITS, salt, p) for p in run.ticked if p in known))[
            : (1 << _PAPERS_BITS) - 1
        ],
    )


def _clear_salt(walkthrough: Walkthrough) -> int:
    """Return the first salt with which no two steps and no two papers look alike."""
    papers = _paper_ids(walkthrough)
    for salt in range(1 << _SALT_BITS):
        steps = {_step_digest(walkthrough, step, salt, step.step_id) for step in walkthrough.steps}
        if len(steps) == len(walkthrough.steps) and len(papers) == len(
            {_digest(_PAPER_BITS, salt, paper_id) for paper_id in papers}
        ):
            return salt
    return 0  # what looks alike is asked again


def _by_digest(pairs: Iterable[tuple[int, _Held]]) -> dict[int, _Held]:
    """Return what each digest stands for; those that stand for two things are left out."""
    found: dict[int, _Held] = {}
    twice: set[int] = set()
    for digest, held in pairs:
        if digest in found:
            twice.add(digest)
        found[digest] = held
    return {digest: held for digest, held in found.items() if digest not in twice}


def _paper_ids(walkthrough: Walkthrough) -> tuple[str, ...]:
    return tuple(dict.fromkeys(n.paper_id for step in walkthrough.steps for n in step.papers))


def _step_digest(walkthrough: Walkthrough, step: Step, salt: int, name: str) -> int:
    """Return the digest of a step and of what it asks, under its id or an earlier one."""
    parts = [name, step.kind.value, step.fact]
    parts += [repr(value) for value in allowed_answers(step)]
    parts += [need.paper_id for need in step.papers]
    if step.kind in ASKING:
        words = walkthrough.texts[SOURCE_LANGUAGE].steps[step.step_id]
        parts.append(words.title)
        parts += [words.options.get(str(option.value), "") for option in step.options]
    return _digest(_STEP_BITS, salt, "\0".join(parts))


def _digest(n_bits: int, salt: int, text: str) -> int:
    whole = hashlib.sha256(_CONTEXT + bytes([salt]) + text.encode("utf-8")).digest()
    return int.from_bytes(whole[:8], "big") >> (64 - n_bits)


def _check(packed: bytes) -> bytes:
    return hashlib.sha256(_CONTEXT + packed).digest()[:_CHECK_BYTES]


def _text(progress: Progress) -> str:
    packed = _packed(progress)
    return MARK + letters_of(packed + _check(packed))


def _packed(progress: Progress) -> bytes:
    told = (*progress.trail, *progress.kept)
    fields = [
        (_ID_BITS, progress.walkthrough),
        (_CONTENT_BITS, progress.content),
        (_SALT_BITS, progress.salt),
        (_LANGUAGE_BITS, CONTENT_LANGUAGES.index(progress.language)),
        (_TRAIL_BITS, len(progress.trail)),
        (_COUNT_BITS, len(told)),
        (_PAPERS_BITS, len(progress.papers)),
    ]
    for one in told:
        fields.append((_STEP_BITS, one.digest))
        fields.append((_PLACE_BITS, _NO_ANSWER if one.place is None else one.place))
    fields += [(_PAPER_BITS, paper) for paper in progress.papers]
    number = n_bits = 0
    for width, value in fields:
        number, n_bits = number << width | value, n_bits + width
    spare = -n_bits % 8
    return (number << spare).to_bytes((n_bits + spare) // 8, "big")


def _unpacked(packed: bytes) -> Progress:
    bits = _Bits(packed)
    walkthrough, content = bits.take(_ID_BITS), bits.take(_CONTENT_BITS)
    salt, language = bits.take(_SALT_BITS), CONTENT_LANGUAGES[bits.take(_LANGUAGE_BITS)]
    n_trail, n_told = bits.take(_TRAIL_BITS), bits.take(_COUNT_BITS)
    n_papers = bits.take(_PAPERS_BITS)
    if not 1 <= n_trail <= n_told:
        raise ValueError("a way without a step")
    told = []
    for _ in range(n_told):
        digest, place = bits.take(_STEP_BITS), bits.take(_PLACE_BITS)
        told.append(ToldStep(digest, None if place == _NO_ANSWER else place))
    return Progress(
        walkthrough=walkthrough,
        content=content,
        salt=salt,
        language=language,
        trail=tuple(told[:n_trail]),
        kept=tuple(told[n_trail:]),
        papers=tuple(bits.take(_PAPER_BITS) for _ in range(n_papers)),
    )


class _Bits:
    """Bits taken from the front."""

    def __init__(self, octets: bytes) -> None:
        self._number = int.from_bytes(octets, "big")
        self._left = len(octets) * 8

    def take(self, n_bits: int) -> int:
        if n_bits > self._left:
            raise ValueError("the progress is cut")
        self._left -= n_bits
        return self._number >> self._left & (1 << n_bits) - 1
