# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes what a screen shows of a run: `StepScreen`, `Card`, and the parts they are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.domain.conditions import evaluate
from kiosk.domain.walkthrough_run import facts, needed_papers
from kiosk.domain.walkthrough_screen import (
    Card,
    MissingPaper,
    OptionView,
    PaperView,
    PointView,
    SiteView,
    StageState,
    StageView,
    StepScreen,
    WordView,
)
from kiosk.domain.walkthrough_texts import TextFiller, french_beside, place_view
from kiosk.domain.walkthroughs import ASKING, DOING, DONE, LATER, SOURCE_LANGUAGE, StepKind

if TYPE_CHECKING:
    from kiosk.domain.walkthrough_run import Answer, Run
    from kiosk.domain.walkthrough_texts import PlaceView
    from kiosk.domain.walkthroughs import PaperNeed, Step, StepTexts, Walkthrough

_DOING_ICONS = {DONE: "check", LATER: "clock"}


def card(walkthrough: Walkthrough, language: str) -> Card:
    """Return the card of `walkthrough` in `language`, in French where it has not that one."""
    texts = walkthrough.texts_in(language)
    return Card(
        walkthrough_id=walkthrough.walkthrough_id,
        title=texts.title,
        title_fr=_french_title(walkthrough, language),
        subtitle=texts.subtitle,
        icon=walkthrough.icon,
        theme=walkthrough.theme_id,
        coop_theme=walkthrough.coop_theme,
        minutes_offline=walkthrough.minutes_offline,
        minutes_online=walkthrough.minutes_online,
        works_offline=walkthrough.minutes_online == 0,
        language=walkthrough.shown_language(language),
    )


def step_screen(run: Run, filler: TextFiller, *, opens: Card | None = None) -> StepScreen:
    """Return everything visible of the current step of `run`.

    A walkthrough that lacks the reader's language is shown in French from end to end: a page
    half in French would be read by no voice, and by nobody.

    Args:
        run: Where the resident stands.
        filler: Language, audience and registries.
        opens: Card of the walkthrough that this end offers, if any.
    """
    step, language = run.step, run.walkthrough.shown_language(filler.language)
    filler = replace(filler, language=language)
    texts = run.walkthrough.texts_in(language)
    own = texts.steps[step.step_id]
    stages = _stages(run, filler)
    missing = missing_papers(run, step, filler)
    options = _options(run, step, filler)
    papers = _papers(run, step, filler)
    points = _points(run, step, filler)
    here = next(stage for stage in stages if stage.state is StageState.CURRENT)
    return StepScreen(
        walkthrough_id=run.walkthrough_id,
        walkthrough_title=filler.fill(texts.title),
        walkthrough_title_fr=_french_title(run.walkthrough, language),
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
        contact=_contact_view(step, filler),
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
        origin=run.walkthrough.origin if run.is_at_end else None,
        opens_exercise=step.opens_exercise,
    )


def _contact_view(step: Step, filler: TextFiller) -> PlaceView | None:
    contact = filler.registries.contacts.get(step.contact_id)
    return place_view(contact, filler) if contact else None


def _french_title(walkthrough: Walkthrough, language: str) -> str | None:
    """Return the French title, None where the reader sees it already."""
    titles = {code: texts.title for code, texts in walkthrough.texts.items()}
    return french_beside(titles, walkthrough.shown_language(language))


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
            for value, icon in _DOING_ICONS.items()
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
