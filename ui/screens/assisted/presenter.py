# SPDX-License-Identifier: AGPL-3.0-or-later
"""The record at the end of an assisted session, then the resident's page or the end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from kiosk.domain.visit_marks import Served
from kiosk.domain.visit_prefill import PrefillSource
from kiosk.foundation.errors import Refused
from ui.printing.mandate import steps_of
from ui.screens.desk.refusals import refusal_words
from ui.screens.form_presenter import FormMeans, FormPresenter

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.domain.attendance import VisitDraft
    from kiosk.services.staff import Staff
    from kiosk.services.walkthroughs import WalkthroughService
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place
    from ui.widgets.visit_form.state import VisitFormState


_UNFINISHED = "unfinished_visit"


@dataclass(frozen=True, slots=True)
class AssistedState:
    """Everything the page shows.

    Attributes:
        form: The form; nothing while it is prepared and once it is recorded.
        go_back: Word of the button that goes back without recording; empty once recorded.
        done: Words once it is recorded: title and sentence; both empty before.
        go_on: Word of the button that returns to the resident's page; empty before.
        end: Word of the button that ends the session; empty before.
        told: What was just done; empty when nothing was.
        refused: Why it was not recorded; empty when nothing is wrong.
    """

    form: VisitFormState | None
    go_back: str
    done: tuple[str, str]
    go_on: str
    end: str
    told: str
    refused: str


@dataclass(frozen=True, slots=True)
class AssistedMeans:
    """What the page works with.

    Attributes:
        form: What the form works with.
        walkthroughs: Tells the themes of what was opened.
        close_source: Says that the appointment or the number of a record was received.
        hide_strip: Takes the strip away.
        end_session: Ends the session as helped.
    """

    form: FormMeans
    walkthroughs: WalkthroughService
    close_source: Callable[[str], None]
    hide_strip: Callable[[], None]
    end_session: Callable[[], None]


class _Kept(NamedTuple):
    """A form that was left to go back to the resident's page, and whose it is."""

    staff: Staff
    draft: VisitDraft


class AssistedPresenter(FormPresenter[AssistedState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[AssistedState],
        stage: Stage,
        place: Place,
        *,
        staff: Staff,
        means: AssistedMeans,
    ) -> None:
        """Record for `staff`, who gave the PIN; the place tells minutes, walkthroughs, mandate."""
        super().__init__(view, stage, staff, means.form)
        self._place = place
        self._page_means = means
        self._is_recorded = False

    def start(self) -> None:
        """Prepare the form from the session: minutes of help, themes of its walkthroughs.

        What this person was filling in elsewhere is set aside, and comes back there.
        """
        self._show()
        told = self._place.params.get("minutes")
        minutes = told if isinstance(told, int) else 0
        began_utc = self.stage.clock.now_utc() - timedelta(minutes=minutes)
        opened = self._place.params.get("opened")
        ids = opened if isinstance(opened, tuple) else ()
        kept = self._memo().get(_UNFINISHED)
        unfinished = kept.draft if isinstance(kept, _Kept) and kept.staff == self._staff else None

        serving = Served.read(self.stage.session.serving)
        staff = self._staff

        def job() -> tuple[VisitDraft, tuple[int, ...]]:
            cards = self._page_means.walkthroughs.cards("fr")
            themes = tuple(card.coop_theme for card in cards if card.walkthrough_id in ids)
            source = PrefillSource.from_session(
                themes, minutes, began_utc=began_utc, served=serving
            )
            attendance = self._means.attendance
            if unfinished is None:
                attendance.set_draft_aside(staff)
            return unfinished or attendance.prefill(source), attendance.duration_presets()

        self.store(job, done=self._prepared)

    def redraw(self) -> None:
        """Say the same in the language of the moment."""
        self._show()

    # ---- the verbs -------------------------------------------------------------------------

    def save(self) -> None:
        """Record; what is missing is told."""
        draft, staff = self._form.try_to_save(), self._staff
        if draft is None or self._form.is_busy:
            self._show()
            return
        self._form.is_busy = True
        self._show()

        def job() -> None:
            self._means.attendance.record(draft, staff)
            self._page_means.close_source(draft.served)

        self.store(job, done=self._recorded, failed=self._not_recorded)

    def cancel(self) -> None:
        """Drop this record, once sure: what it tells of has one already."""
        attendance, staff = self._means.attendance, self._staff
        self._ask_to_drop(
            lambda: self.store(lambda: attendance.drop_draft(staff), done=self._recorded)
        )

    def delete(self) -> None:
        """Nothing to delete: this form never corrects."""

    def go_back(self) -> None:
        """Return to the resident's page without recording; what was answered is found again."""
        draft = self._form.draft
        if draft is not None:
            self._memo()[_UNFINISHED] = _Kept(self._staff, draft)
        self.stage.router.back()

    def go_on(self) -> None:
        """Return to the resident's page; the help is over."""
        self._stop_helping()
        self.stage.router.back()

    def end(self) -> None:
        """End the session as helped."""
        self._page_means.hide_strip()
        self._page_means.end_session()

    def _mandate_steps(self) -> tuple[tuple[str, str], ...]:
        opened = self._place.params.get("opened")
        cards = self._page_means.walkthroughs.cards(self.stage.translator.language.code)
        steps = steps_of(cards, opened if isinstance(opened, tuple) else ())
        return steps or super()._mandate_steps()

    # ---- what comes back -------------------------------------------------------------------

    def _prepared(self, prepared: tuple[VisitDraft, tuple[int, ...]]) -> None:
        self._form.begin(*prepared)
        if self._place.params.get("has_mandate"):
            self._form.ask_mandate()
        self._show()

    def _recorded(self, result: None) -> None:
        del result
        self._memo().pop(_UNFINISHED, None)
        self._form.is_busy = False
        self._is_recorded = True
        self._show()

    def _not_recorded(self, error: Exception) -> None:
        self._form.is_busy = False
        if isinstance(error, Refused):
            self._note_refusal(error, refusal_words(error, self.stage.translator))
            return
        self._not_written(error)

    def _memo(self) -> dict[str, object]:
        """Return what lasts as long as the resident's session, whatever page is in front."""
        return self.stage.router.stack[0].memo

    def _stop_helping(self) -> None:
        self.stage.session.helper = None
        self.stage.session.serving = ""
        self._page_means.hide_strip()

    def _show(self) -> None:
        t = self.text
        if self._is_recorded:
            state = AssistedState(
                form=None,
                go_back="",
                done=(t("C’est noté."), t("La personne continue, ou c’est fini ?")),
                go_on=t("La personne continue"),
                end=t("Terminer et effacer"),
                told="",
                refused="",
            )
        else:
            state = AssistedState(
                form=self._form_state(),
                go_back=t("Revenir à la page"),
                done=("", ""),
                go_on="",
                end="",
                told="" if self._is_refused else self._told,
                refused=self._told if self._is_refused else "",
            )
        self.show(state)
