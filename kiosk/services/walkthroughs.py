# SPDX-License-Identifier: AGPL-3.0-or-later
"""Walkthroughs as residents use them: a list, a search, one step after the other, a summary.

Needs no database. Content is read at the first use and stays as it was until `use` gives another
folder, which happens between two sessions only, so that nothing changes under a resident's hand; a
run keeps its own copy besides. What was called back is left out at once, and stops what runs.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.content.layout import STRUCTURE_FILE
from kiosk.content.letter_loading import load_life_events
from kiosk.content.loader import Catalog, load_catalog
from kiosk.content.problems import ContentProblem, Severity
from kiosk.content.recordings import VOICE_LANGUAGES, recording_of, recordings_of
from kiosk.content.search import SearchIndex, search
from kiosk.content.search_store import load_index
from kiosk.content.words import folded
from kiosk.domain import walkthrough_run
from kiosk.domain.recalls import Recalls
from kiosk.domain.site_hosts import hosts_of_walkthrough, name_of_host
from kiosk.domain.walkthrough_rendering import card, step_screen
from kiosk.domain.walkthrough_screen import Card, LateReview, StepScreen, ThemeView
from kiosk.domain.walkthrough_summary import Summary, summary
from kiosk.domain.walkthrough_texts import Audience, TextFiller
from kiosk.domain.walkthroughs import SOURCE_LANGUAGE
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.domain.walkthrough_run import Answer, Run
    from kiosk.domain.walkthroughs import Walkthrough
    from kiosk.foundation.clock import Clock


class WalkthroughService:
    """The one door to walkthroughs."""

    def __init__(self, folder: Path, cache_folder: Path | None, clock: Clock) -> None:
        """Read walkthroughs from `folder`, keeping their compiled form in `cache_folder`."""
        self._folder = folder
        self._cache_folder = cache_folder
        self._clock = clock
        self._recalls = Recalls()
        self._all_stopped = False

    def use(self, folder: Path, cache_folder: Path | None) -> None:
        """Read from another folder from now on; called between two sessions."""
        self._folder, self._cache_folder = folder, cache_folder
        for name in ("_catalog", "_index", "_open"):
            self.__dict__.pop(name, None)

    def obey(self, recalls: Recalls, *, all_stopped: bool) -> None:
        """Show nothing that was called back, from now on.

        Args:
            recalls: What was called back.
            all_stopped: Whether all of the content was: the pack that serves.
        """
        self._recalls, self._all_stopped = recalls, all_stopped
        self.__dict__.pop("_open", None)

    def is_stopped(self, run: Run) -> bool:
        """Say whether a run must stop: its walkthrough, its pack or an address was called back."""
        registries = self._catalog.registries
        return self._all_stopped or self._recalls.stops(run.walkthrough, registries)

    def is_withdrawn(self, walkthrough_id: str) -> bool:
        """Say, without reading anything, whether a walkthrough was called back."""
        if not self._all_stopped and not self._recalls.entries:
            return False
        catalog: Catalog | None = self.__dict__.get("_catalog")
        return catalog is not None and (
            walkthrough_id in catalog.walkthroughs and walkthrough_id not in self._open
        )

    @cached_property
    def _open(self) -> dict[str, Walkthrough]:
        """Walkthroughs by id, without those that were called back."""
        catalog = self._catalog
        if self._all_stopped:
            return {}
        return {
            name: one
            for name, one in catalog.walkthroughs.items()
            if not self._recalls.stops(one, catalog.registries)
        }

    @property
    def _shown(self) -> dict[str, Walkthrough]:
        """Walkthroughs by id, without those that somebody should have read again by today.

        A run that has begun goes on: only what is offered changes at midnight.
        """
        today = paris_day(self._clock.now_utc())
        return {name: one for name, one in self._open.items() if one.review.due_on >= today}

    @cached_property
    def _catalog(self) -> Catalog:
        return load_catalog(self._folder, self._cache_folder)

    @cached_property
    def _index(self) -> SearchIndex:
        events = load_life_events(self._folder, self._cache_folder)
        return load_index(self._catalog, events, self._cache_folder)

    def content(self) -> tuple[Path, Catalog]:
        """Return the folder that serves and what it holds, for those who record its voices."""
        return self._folder, self._catalog

    def problems(self) -> tuple[ContentProblem, ...]:
        """Return what keeps walkthroughs off the screens, for the technician."""
        overdue = (
            ContentProblem(
                f"{one.card.walkthrough_id}/{STRUCTURE_FILE}",
                1,
                "E301",
                f"à revoir avant le {one.due_on} : les habitants ne le voient plus",
                Severity.ERROR,
            )
            for one in self.late(SOURCE_LANGUAGE)
        )
        return (*self._catalog.problems, *overdue)

    def late(self, language: str) -> tuple[LateReview, ...]:
        """Return what residents do not see for want of a review, the oldest first."""
        shown = self._shown
        found = [one for name, one in self._open.items() if name not in shown]
        found.sort(key=lambda one: (one.review.due_on, one.walkthrough_id))
        return tuple(LateReview(card(one, language), one.review.due_on) for one in found)

    def cards(self, language: str) -> tuple[Card, ...]:
        """Return all walkthroughs in `language`, in the order of their French titles."""
        ordered = sorted(
            self._shown.values(),
            key=lambda one: folded(one.texts[SOURCE_LANGUAGE].title),
        )
        return tuple(card(one, language) for one in ordered)

    def themes(self, language: str) -> tuple[ThemeView, ...]:
        """Return the headings that hold a walkthrough, in the order of the list."""
        held = [one.theme_id for one in self._shown.values()]
        return tuple(
            ThemeView(
                theme_id=theme.theme_id,
                label=theme.names.get(language, theme.names[SOURCE_LANGUAGE]),
                icon=theme.icon,
                n_walkthroughs=held.count(theme.theme_id),
            )
            for theme in self._catalog.registries.themes
            if theme.theme_id in held
        )

    def get_ready_to_search(self) -> None:
        """Make the index before the first letter is typed; later calls cost nothing."""
        _ = self._index

    def scored(self, text: str, language: str, limit: int) -> tuple[tuple[Card, float], ...]:
        """Return the walkthroughs nearest to `text`, each with its score.

        None leads the screen to a person.

        Args:
            text: What was typed, in any language; it is not kept.
            language: Language of the cards.
            limit: How many at most.
        """
        known = self._shown
        n_stopped = len(self._catalog.walkthroughs) - len(known)
        hits = search(self._index, text, limit + n_stopped)
        shown = [hit for hit in hits if hit.document_id in known][:limit]
        return tuple((card(known[hit.document_id], language), hit.score) for hit in shown)

    @property
    def synonyms(self) -> tuple[tuple[str, ...], ...]:
        """Groups of expressions for one thing, as content has them."""
        return self._catalog.registries.synonyms

    def start(self, walkthrough_id: str, *, audience: Audience = Audience.RESIDENT) -> Run:
        """Return a run at the first step; a mediator opens one whose review is late too.

        Raises:
            Refused: ``walkthrough_unknown`` if there is none of this id, or it was refused or
                called back, or its review is late.
        """
        known = self._open if audience is Audience.MEDIATOR else self._shown
        walkthrough = known.get(walkthrough_id)
        if walkthrough is None:
            raise Refused("walkthrough_unknown", walkthrough_id=walkthrough_id)
        return walkthrough_run.start(walkthrough)

    def screen(
        self, run: Run, language: str, *, audience: Audience = Audience.RESIDENT
    ) -> StepScreen:
        """Return everything visible of the current step of `run`, in `language`."""
        opens = self._shown.get(run.step.opens_walkthrough)
        return step_screen(
            run,
            self._filler(run, language, audience),
            opens=card(opens, language) if opens else None,
        )

    def site_hosts(self, run: Run) -> tuple[str, ...]:
        """Return the hosts that the sites of a run need, and those that were called back, closed.

        How they are written: `kiosk.domain.site_hosts`.
        """
        hosts = hosts_of_walkthrough(run.walkthrough, self._catalog.registries)
        opened = tuple(
            host
            for host in hosts
            if not self._recalls.names_address(f"https://{host.removeprefix('.')}/")
        )
        return (*opened, *self.closed_hosts()) if opened else ()

    def closed_hosts(self) -> tuple[str, ...]:
        """Return the hosts that were called back, closed: no list may open them."""
        return self._recalls.closed_hosts

    def site_name(self, host: str, language: str) -> str:
        """Return how a host is called in `language`; empty if no site or family has it."""
        return name_of_host(host, self._catalog.registries, language)

    def recording(self, run: Run, language: str) -> Path | None:
        """Return the recorded voice of the current step in `language`, None where there is none.

        Its language may be one that is only heard (`kiosk.foundation.translation`).
        """
        folder = self._folder / run.walkthrough_id
        return recording_of(folder, run.walkthrough, step_id=run.step_id, language=language)

    def recorded_languages(self) -> tuple[str, ...]:
        """Return the languages in which a walkthrough has a recorded voice, checked."""
        found = {
            recording.language
            for name in self._open
            for recording in recordings_of(self._folder / name)
            if recording.is_checked
        }
        return tuple(code for code in VOICE_LANGUAGES if code in found)

    def answer(self, run: Run, value: Answer) -> Run:
        """Return `run` after an answer: an option's value, ``suite``, ``fait`` or ``plus_tard``."""
        return walkthrough_run.answer(run, value)

    def dont_know(self, run: Run) -> Run:
        """Return `run` after "je ne sais pas"."""
        return walkthrough_run.dont_know(run)

    def toggle_paper(self, run: Run, paper_id: str) -> Run:
        """Return `run` with a paper in hand, or not any more."""
        return walkthrough_run.toggle_paper(run, paper_id)

    def back(self, run: Run) -> Run:
        """Return `run` one step earlier, nothing lost."""
        return walkthrough_run.back(run)

    def goto(self, run: Run, step_id: str) -> Run:
        """Return `run` at a step of the rail, as far as the kept answers lead."""
        return walkthrough_run.goto(run, step_id)

    def summary(
        self, run: Run, language: str, *, audience: Audience = Audience.RESIDENT
    ) -> Summary:
        """Return the take-away of `run`, in French and in `language`, dated today in Paris."""
        filler = self._filler(run, language, audience)
        return summary(run, filler, day=paris_day(self._clock.now_utc()))

    def _filler(self, run: Run, language: str, audience: Audience) -> TextFiller:
        return TextFiller(self._catalog.registries, run.walkthrough.values, language, audience)
