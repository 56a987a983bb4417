# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a resident takes away on paper: in French and in the resident's language, no name.

Missing papers, what was done, the next step, where to go or call, the day. It holds no answer
that could tell who the resident is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kiosk.domain.walkthrough_rendering import missing_paper, site_view
from kiosk.domain.walkthrough_run import needed_papers
from kiosk.domain.walkthrough_texts import place_view
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE, EndOutcome, StepKind

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.walkthrough_origin import Origin
    from kiosk.domain.walkthrough_run import Run
    from kiosk.domain.walkthrough_screen import MissingPaper, SiteView
    from kiosk.domain.walkthrough_texts import PlaceView, TextFiller
    from kiosk.domain.walkthroughs import Step


@dataclass(frozen=True, slots=True)
class SummarySide:
    """The take-away in one language.

    Attributes:
        language: Language code.
        title: Title of the walkthrough.
        done: What was done; stages left behind when the end was not reached.
        missing: Papers not ticked, with what to do; when the walkthrough is done, only those
            that the chosen way needs for sure.
        next_step: The next thing to do; None when nothing is left.
        remains: What remains after that.
        to_ask: Questions to which the resident said "je ne sais pas".
        place: Where to go or call, None for the centre itself.
        site: The official site, None for none.
    """

    language: str
    title: str
    done: tuple[str, ...]
    missing: tuple[MissingPaper, ...]
    next_step: str | None
    remains: tuple[str, ...]
    to_ask: tuple[str, ...]
    place: PlaceView | None
    site: SiteView | None


@dataclass(frozen=True, slots=True)
class Summary:
    """The take-away: always in French, and in the resident's language when it is another.

    Attributes:
        walkthrough_id: The walkthrough.
        version: Its version, so that a mediator finds the same words.
        day: Day in Paris on which it was made.
        is_finished: An end was reached.
        is_done: That end says that nothing is left to ask for: papers that were not ticked are no
            longer missing, as far as one can know.
        french: What an office can read.
        translated: What the resident reads; None when that is French, or the walkthrough is.
        origin: The public sheet to name, None when the walkthrough was written here.
    """

    walkthrough_id: str
    version: str
    day: date
    is_finished: bool
    is_done: bool
    french: SummarySide
    translated: SummarySide | None
    origin: Origin | None = None


def summary(run: Run, filler: TextFiller, *, day: date) -> Summary:
    """Return the take-away of `run` as it stands, at an end or before it.

    Args:
        run: Where the resident stands.
        filler: The resident's language; its audience decides what unverified values become.
        day: Today in Paris.
    """
    french = _side(run, replace(filler, language=SOURCE_LANGUAGE))
    language = run.walkthrough.shown_language(filler.language)
    return Summary(
        walkthrough_id=run.walkthrough_id,
        version=run.walkthrough.version,
        day=day,
        is_finished=run.is_at_end,
        is_done=_is_done(run),
        french=french,
        translated=None if language == SOURCE_LANGUAGE else _side(run, filler),
        origin=run.walkthrough.origin,
    )


def _side(run: Run, filler: TextFiller) -> SummarySide:
    texts = run.walkthrough.texts_in(filler.language)
    own = texts.steps[run.step_id]
    steps = [run.walkthrough.step(step_id) for step_id in dict.fromkeys(run.trail)]
    if run.is_at_end:
        done, left = filler.fill_all(own.done), filler.fill_all(own.remains)
    else:
        done, left = _stages_done(run, filler), (filler.fill(own.title),)
    contact_id = next((s.contact_id for s in reversed(steps) if s.contact_id), "")
    contact = filler.registries.contacts.get(contact_id)
    unsure = [s for s in steps if s.step_id in run.answers and run.answers[s.step_id] is None]
    return SummarySide(
        language=filler.language,
        title=filler.fill(texts.title),
        done=done,
        missing=_missing(run, steps, filler),
        next_step=left[0] if left else None,
        remains=left[1:],
        to_ask=tuple(filler.fill(texts.steps[s.step_id].title) for s in unsure),
        place=place_view(contact, filler) if contact else None,
        site=site_view(next((s.url_id for s in reversed(steps) if s.url_id), ""), filler),
    )


def _missing(run: Run, steps: list[Step], filler: TextFiller) -> tuple[MissingPaper, ...]:
    found: dict[str, MissingPaper] = {}
    for step in steps:
        if step.kind is not StepKind.PAPERS:
            continue
        then = replace(run, trail=run.trail[: run.trail.index(step.step_id) + 1])
        # At an end the whole way says which papers it needs, also what was asked afterwards.
        for need, is_sure in needed_papers(run if run.is_at_end else then, step):
            if need.paper_id not in run.ticked and (is_sure or not _is_done(run)):
                found[need.paper_id] = missing_paper(
                    need, step, run=run, filler=filler, is_sure=is_sure
                )
    return tuple(found.values())


def _is_done(run: Run) -> bool:
    return run.step.outcome is EndOutcome.FINISHED


def _stages_done(run: Run, filler: TextFiller) -> tuple[str, ...]:
    labels = run.walkthrough.texts_in(filler.language).stages
    ids = [stage.stage_id for stage in run.walkthrough.stages]
    return tuple(filler.fill(labels[name]) for name in ids[: ids.index(run.step.stage_id)])
