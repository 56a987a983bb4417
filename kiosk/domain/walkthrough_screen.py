# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a step shows, in the reader's language: everything visible, nothing to decide.

A screen draws a `StepScreen` and calls back with an answer; a list draws `Card`s. Made by
`WalkthroughService`; the take-away is in `walkthrough_summary`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kiosk.domain.conditions import evaluate
from kiosk.domain.walkthrough_run import facts, needed_papers
from kiosk.domain.walkthrough_texts import PlaceView, TextFiller, french_beside, place_view
from kiosk.domain.walkthroughs import (
    ASKING,
    DOING,
    DONE,
    LATER,
    SOURCE_LANGUAGE,
    EndOutcome,
    StepKind,
)

if TYPE_CHECKING:
    from kiosk.domain.conditions import FactValue
    from kiosk.domain.walkthrough_run import Answer, Run
    from kiosk.domain.walkthroughs import PaperNeed, Step, StepTexts, Walkthrough

UNCHANGED_LABELS = {DONE: "check", LATER: "clock"}


class StageState(StrEnum):
    """Where a stage stands on the rail."""

    DONE = "done"
    CURRENT = "current"
    TO_DO = "to_do"


@dataclass(frozen=True, slots=True)
class Card:
    """A walkthrough in a list.

    Attributes:
        walkthrough_id: What `WalkthroughService.start` takes.
        title: In the language asked for.
        title_fr: The French title, None when `title` is the same.
        subtitle: A few words more.
        icon: Icon name.
        theme: Theme id.
        coop_theme: Code of the national list, for the visit record.
        minutes_offline: Whole minutes without the Internet.
        minutes_online: Whole minutes with it.
        works_offline: All of it works without the Internet.
    """

    walkthrough_id: str
    title: str
    title_fr: str | None
    subtitle: str
    icon: str
    theme: str
    coop_theme: str
    minutes_offline: int
    minutes_online: int
    works_offline: bool


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A heading of the list of walkthroughs, with how many stand under it."""

    theme_id: str
    label: str
    icon: str
    n_walkthroughs: int


@dataclass(frozen=True, slots=True)
class StageView:
    """One line of the rail; `step_id` is where a touch on a done stage goes back to."""

    number: int
    label: str
    state: StageState
    needs_internet: bool
    step_id: str | None


@dataclass(frozen=True, slots=True)
class OptionView:
    """One large answer; `value` goes to `WalkthroughService.answer`.

    `is_chosen` tells the answer given before a step back.
    """

    value: FactValue
    label: str
    label_fr: str | None
    icon: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PaperView:
    """One paper of the grid; `case` says when it is needed, if that is not known."""

    paper_id: str
    name: str
    name_fr: str | None
    detail: str
    icon: str
    is_ticked: bool
    case: str | None


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper not in hand: the question, what to do, and in which case it is needed."""

    paper_id: str
    name: str
    name_fr: str | None
    question: str
    advice: str
    case: str | None


@dataclass(frozen=True, slots=True)
class PointView:
    """One bullet; `case` says when it holds, if that is not known."""

    text: str
    case: str | None


@dataclass(frozen=True, slots=True)
class WordView:
    """A French word to look for on the official site, with its meaning in other languages."""

    word_fr: str
    meaning: str | None


@dataclass(frozen=True, slots=True)
class SiteView:
    """An official site: its name, its address as typed and in words.

    `was_checked` is False when nobody has opened it since it was written down.
    """

    name: str
    name_fr: str | None
    address: str
    shown: str
    spoken: str
    was_checked: bool


@dataclass(frozen=True, slots=True)
class StepScreen:
    """Everything visible of one step.

    Attributes:
        walkthrough_id: The walkthrough.
        walkthrough_title: Head of the rail.
        walkthrough_title_fr: The same in French, None when equal.
        step_id: The step.
        kind: Which widget draws it.
        language: Code of the language of the texts.
        stage_number: Stage of the step, from 1.
        n_stages: Number of stages.
        minutes_left: Whole minutes of this stage and the later ones; 0 at an end.
        stages: The rail.
        internet_stage: Number of the next stage that needs the Internet, None if none is left.
        title: The question or heading.
        text: Sentences under it; may be empty.
        help_text: One more explanation; may be empty.
        icon: Icon name; empty for none.
        options: Large answers, at most four (QUESTION, CHECK, ONLINE, CALL, APPOINTMENT).
        papers: The grid (PAPERS).
        hint: What to do about the first missing paper (PAPERS).
        n_missing: Papers needed for sure and not ticked (PAPERS).
        points: Bullets (INFO).
        words: Words to look for on the site (ONLINE, CHECK).
        prepare: What can be prepared meanwhile (ONLINE).
        site: The official site.
        contact: The place or phone.
        motif: Need of the appointment to open (APPOINTMENT); empty: the resident chooses.
        outcome: How it ended (END).
        done: What was done (END).
        remains: What remains (END).
        opens_walkthrough: Card of the walkthrough to open next (END), None for none.
        can_go_back: Not the first step.
        can_say_dont_know: Not an end.
        can_continue: A "Continuer" button answers `GO_ON` (INFO, PAPERS).
        needs_internet: This step itself is done on a site.
        is_machine_translated: No person has read this translation.
        spoken: What the voice reads, sentence by sentence.
    """

    walkthrough_id: str
    walkthrough_title: str
    walkthrough_title_fr: str | None
    step_id: str
    kind: StepKind
    language: str
    stage_number: int
    n_stages: int
    minutes_left: int
    stages: tuple[StageView, ...]
    internet_stage: int | None
    title: str
    text: str
    help_text: str
    icon: str
    options: tuple[OptionView, ...]
    papers: tuple[PaperView, ...]
    hint: MissingPaper | None
    n_missing: int
    points: tuple[PointView, ...]
    words: tuple[WordView, ...]
    prepare: tuple[str, ...]
    site: SiteView | None
    contact: PlaceView | None
    motif: str
    outcome: EndOutcome | None
    done: tuple[str, ...]
    remains: tuple[str, ...]
    opens_walkthrough: Card | None
    can_go_back: bool
    can_say_dont_know: bool
    can_continue: bool
    needs_internet: bool
    is_machine_translated: bool
    spoken: tuple[str, ...]


def card(walkthrough: Walkthrough, language: str) -> Card:
    """Return the card of `walkthrough` in `language`."""
    texts = walkthrough.texts_in(language)
    title_fr = walkthrough.texts[SOURCE_LANGUAGE].title
    return Card(
        walkthrough_id=walkthrough.walkthrough_id,
        title=texts.title,
        title_fr=None if title_fr == texts.title else title_fr,
        subtitle=texts.subtitle,
        icon=walkthrough.icon,
        theme=walkthrough.theme_id,
        coop_theme=walkthrough.coop_theme,
        minutes_offline=walkthrough.minutes_offline,
        minutes_online=walkthrough.minutes_online,
        works_offline=walkthrough.minutes_online == 0,
    )


def step_screen(run: Run, filler: TextFiller, *, opens: Card | None = None) -> StepScreen:
    """Return everything visible of the current step of `run`.

    Args:
        run: Where the resident stands.
        filler: Language, audience and registries.
        opens: Card of the walkthrough that this end offers, if any.
    """
    step = run.step
    language = filler.language
    texts = run.walkthrough.texts_in(language)
    own = texts.steps[step.step_id]
    title_fr = run.walkthrough.texts[SOURCE_LANGUAGE].title
    stages = _stages(run, filler)
    missing = missing_papers(run, step, filler)
    options = _options(run, step, filler)
    papers = _papers(run, step, filler)
    points = _points(run, step, filler)
    contact = filler.registries.contacts.get(step.contact_id)
    here = next(stage for stage in stages if stage.state is StageState.CURRENT)
    return StepScreen(
        walkthrough_id=run.walkthrough_id,
        walkthrough_title=filler.fill(texts.title),
        walkthrough_title_fr=None if title_fr == texts.title else title_fr,
        step_id=step.step_id,
        kind=step.kind,
        language=language,
        stage_number=here.number,
        n_stages=len(stages),
        minutes_left=_minutes_left(run, here.number),
        stages=stages,
        internet_stage=_internet_stage(stages, here.number),
        title=filler.fill(own.title),
        text=filler.fill(own.text),
        help_text=filler.fill(own.help_text),
        icon=step.icon,
        options=options,
        papers=papers,
        hint=missing[0] if missing else None,
        n_missing=len(missing),
        points=points,
        words=_words(step, own, filler),
        prepare=filler.fill_all(own.prepare),
        site=site_view(step.url_id, filler),
        contact=place_view(contact, filler) if contact else None,
        motif=step.motif,
        outcome=step.outcome,
        done=filler.fill_all(own.done),
        remains=filler.fill_all(own.remains),
        opens_walkthrough=opens,
        can_go_back=len(run.trail) > 1,
        can_say_dont_know=step.kind is not StepKind.END,
        can_continue=step.kind in {StepKind.INFO, StepKind.PAPERS},
        needs_internet=step.kind is StepKind.ONLINE,
        is_machine_translated=texts.is_machine_translated,
        spoken=_spoken(own, filler, options=options, papers=papers, points=points),
    )


def site_view(url_id: str, filler: TextFiller) -> SiteView | None:
    """Return the official site of `url_id` for the reader of `filler`, None for no site."""
    site = filler.registries.sites.get(url_id)
    if site is None:
        return None
    return SiteView(
        name=filler.pick(site.names),
        name_fr=filler.french_beside(site.names),
        address=site.address,
        shown=site.shown,
        spoken=filler.pick(site.spoken),
        was_checked=site.checked_on is not None,
    )


def missing_papers(run: Run, step: Step, filler: TextFiller) -> tuple[MissingPaper, ...]:
    """Return the papers of `step` that are needed for sure and not in hand."""
    return tuple(
        missing_paper(need, step, run=run, filler=filler)
        for need, is_sure in needed_papers(run, step)
        if is_sure and need.paper_id not in run.ticked
    )


def missing_paper(
    need: PaperNeed, step: Step, *, run: Run, filler: TextFiller, is_sure: bool = True
) -> MissingPaper:
    """Return what to do about one paper that is not in hand."""
    paper = filler.registries.papers[need.paper_id]
    cases = run.walkthrough.texts_in(filler.language).steps[step.step_id].cases
    return MissingPaper(
        paper_id=need.paper_id,
        name=filler.pick(paper.names),
        name_fr=filler.french_beside(paper.names),
        question=filler.pick(paper.questions),
        advice=filler.fill(filler.pick(paper.advice)),
        case=None if is_sure else filler.fill(cases[need.paper_id]),
    )


def _stages(run: Run, filler: TextFiller) -> tuple[StageView, ...]:
    walkthrough = run.walkthrough
    labels = walkthrough.texts_in(filler.language).stages
    ids = [stage.stage_id for stage in walkthrough.stages]
    here = ids.index(run.step.stage_id)
    first_step: dict[str, str] = {}
    for step_id in run.trail:
        first_step.setdefault(walkthrough.step(step_id).stage_id, step_id)
    views = []
    for position, stage in enumerate(walkthrough.stages):
        state = StageState.TO_DO
        if position == here:
            state = StageState.CURRENT
        elif position < here:
            state = StageState.DONE
        views.append(
            StageView(
                number=position + 1,
                label=filler.fill(labels[stage.stage_id]),
                state=state,
                needs_internet=stage.needs_internet,
                step_id=first_step.get(stage.stage_id),
            )
        )
    return tuple(views)


def _minutes_left(run: Run, stage_number: int) -> int:
    if run.is_at_end:
        return 0
    return sum(stage.minutes for stage in run.walkthrough.stages[stage_number - 1 :])


def _internet_stage(stages: tuple[StageView, ...], stage_number: int) -> int | None:
    left = (s.number for s in stages if s.needs_internet and s.number >= stage_number)
    return next(left, None)


def _options(run: Run, step: Step, filler: TextFiller) -> tuple[OptionView, ...]:
    given: Answer = run.answers.get(step.step_id)
    if step.kind in DOING:
        return tuple(
            OptionView(value, filler.label(value), None, icon, is_chosen=given == value)
            for value, icon in UNCHANGED_LABELS.items()
        )
    if step.kind not in ASKING:
        return ()
    views = []
    for option in step.options:
        labels = {
            language: texts.steps[step.step_id].options[str(option.value)]
            for language, texts in run.walkthrough.texts.items()
        }
        views.append(
            OptionView(
                value=option.value,
                label=filler.fill(labels.get(filler.language, labels[SOURCE_LANGUAGE])),
                label_fr=french_beside(labels, filler.language) if option.is_official else None,
                icon=option.icon,
                is_chosen=given == option.value and step.step_id in run.answers,
            )
        )
    return tuple(views)


def _papers(run: Run, step: Step, filler: TextFiller) -> tuple[PaperView, ...]:
    cases = run.walkthrough.texts_in(filler.language).steps[step.step_id].cases
    views = []
    for need, is_sure in needed_papers(run, step):
        paper = filler.registries.papers[need.paper_id]
        views.append(
            PaperView(
                paper_id=need.paper_id,
                name=filler.pick(paper.names),
                name_fr=filler.french_beside(paper.names),
                detail=filler.pick(paper.details),
                icon=paper.icon,
                is_ticked=need.paper_id in run.ticked,
                case=None if is_sure else filler.fill(cases[need.paper_id]),
            )
        )
    return tuple(views)


def _points(run: Run, step: Step, filler: TextFiller) -> tuple[PointView, ...]:
    own = run.walkthrough.texts_in(filler.language).steps[step.step_id]
    known = facts(run)
    views = []
    for place, point in enumerate(own.points):
        condition = step.point_conditions.get(place)
        holds = True if condition is None else evaluate(condition, known)
        if holds is not False:
            case = None if holds else filler.fill(own.cases[str(place)])
            views.append(PointView(filler.fill(point), case))
    return tuple(views)


def _words(step: Step, own: StepTexts, filler: TextFiller) -> tuple[WordView, ...]:
    meanings = filler.fill_all(own.word_meanings)
    return tuple(
        WordView(word, meanings[place] if place < len(meanings) else None)
        for place, word in enumerate(step.words)
    )


def _spoken(
    own: StepTexts,
    filler: TextFiller,
    *,
    options: tuple[OptionView, ...],
    papers: tuple[PaperView, ...],
    points: tuple[PointView, ...],
) -> tuple[str, ...]:
    sentences = [own.title, own.text, *own.done, *own.remains, *own.prepare]
    spoken = [filler.fill(sentence) for sentence in sentences if sentence]
    spoken += [" ".join(filter(None, (point.case, point.text))) for point in points]
    spoken += [paper.name for paper in papers]
    spoken += [option.label for option in options]
    return tuple(spoken)
