# SPDX-License-Identifier: AGPL-3.0-or-later
"""The board of a quarter: who decides what, when they meet, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.domain.participation import QUARTER_NAMES, Quarter
from kiosk.foundation.clock import paris_day
from kiosk.foundation.events import Topic
from ui.navigation.presenter import Presenter
from ui.navigation.routes import Route
from ui.wording import NO_BREAK, clock_time, date_in_words, day_in_words, sentence_case

if TYPE_CHECKING:
    from datetime import date

    from kiosk.domain.participation import BodyView
    from kiosk.services.board import BoardService
    from ui.navigation.presenter import Stage, View
    from ui.navigation.routes import Place

_YEAR_IS_CLEAR = timedelta(days=270)


@dataclass(frozen=True, slots=True)
class BodyCard:
    """One body on the page.

    Attributes:
        key: Stable id.
        icon: Icon name.
        name: Name in the person's language.
        french: French name; empty when it is the same.
        sentences: What it is, in three plain sentences.
        doubt: That these are to be checked; empty when they are sure.
        meeting: Next meeting, or that its date is to be checked.
        is_meeting_sure: Whether the date is sure.
        place: Where; empty when not known.
        is_place_sure: Whether it is.
        decision: Last decision; empty when not known.
        decision_doubt: That it is to be checked; empty when it is sure.
        info_date: Day of the information.
        listen: Name of its loudspeaker.
        spoken: What the loudspeaker says.
    """

    key: str
    icon: str
    name: str
    french: str
    sentences: tuple[str, ...]
    doubt: str
    meeting: str
    is_meeting_sure: bool
    place: str
    is_place_sure: bool
    decision: str
    decision_doubt: str
    info_date: str
    listen: str
    spoken: str


@dataclass(frozen=True, slots=True)
class QuarterState:
    """Everything the page shows.

    Attributes:
        title: « La vie du quartier Nord ».
        change: Word of the button that shows the quarters.
        quarters: (key, name) of the five.
        quarter: Key of the one shown.
        is_choosing: Whether the five are in sight.
        bodies: What is shown of it.
        project: Word of the button that prepares a project; empty hides it.
        project_walkthrough: Walkthrough behind that button.
        foot: Where the information comes from.
        go_back: Word of the button that goes back.
        waiting: Words while nothing is there yet.
    """

    title: str
    change: str
    quarters: tuple[tuple[str, str], ...]
    quarter: str
    is_choosing: bool
    bodies: tuple[BodyCard, ...]
    project: str
    project_walkthrough: str
    foot: str
    go_back: str
    waiting: str


class QuarterPresenter(Presenter[QuarterState]):
    """The mind of the page."""

    def __init__(
        self,
        view: View[QuarterState],
        stage: Stage,
        place: Place,
        *,
        board: BoardService,
    ) -> None:
        """Begin with the quarter of the place, or the one looked at before."""
        super().__init__(view, stage)
        self._board = board
        self._place = place
        kept = self._place.memo.get("quarter")
        own = stage.centre.card.quarter.casefold()
        known = {quarter.value: quarter for quarter in Quarter}
        self._quarter = known.get(kept if isinstance(kept, str) else own, Quarter.CENTRE)
        self._bodies: tuple[BodyView, ...] | None = None
        self._is_choosing = False

    def start(self) -> None:
        """Read the board."""
        self.follow(Topic.BOARD)
        self.redraw()

    def redraw(self) -> None:
        """Read the board again in the language of the moment."""
        self._show()
        quarter, language = self._quarter, self.stage.translator.language.code
        self.store(lambda: self._board.board(quarter, language), done=self._read)

    def on_topic(self, topic: Topic) -> None:
        """Read what the city sent."""
        del topic  # only the board is followed
        self.redraw()

    # ---- the verbs -------------------------------------------------------------------------

    def change_quarter(self) -> None:
        """Show or hide the five quarters."""
        self._is_choosing = not self._is_choosing
        self._show()

    def choose_quarter(self, key: str) -> None:
        """Show another quarter."""
        self.stage.session.begin()
        self._quarter = Quarter(key)
        self._place.memo["quarter"] = key
        self._is_choosing = False
        self.redraw()

    def open_walkthrough(self, walkthrough_id: str) -> None:
        """Open what a body leads to."""
        if walkthrough_id:
            self.stage.session.begin()
            self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)

    def go_back(self) -> None:
        """Leave the page."""
        self.stage.router.back()

    # ---- the state -------------------------------------------------------------------------

    def _read(self, bodies: tuple[BodyView, ...]) -> None:
        self._bodies = bodies
        self._show()

    def _show(self) -> None:
        t = self.text
        bodies = self._bodies or ()
        opened = next((body.opens_walkthrough for body in bodies if body.opens_walkthrough), "")
        project = t("Préparer mon projet (PIC)") if opened else ""
        dates = [body.info_date for body in bodies]
        foot = ""
        if dates:
            when = date_in_words(max(dates), self.stage.translator)
            foot = t("Informations de la ville, du {date}.", date=when)
        self.show(
            QuarterState(
                title=t("La vie du quartier {name}", name=self._name(self._quarter)),
                change=t("Changer de quartier"),
                quarters=tuple((quarter.value, self._name(quarter)) for quarter in Quarter),
                quarter=self._quarter.value,
                is_choosing=self._is_choosing,
                bodies=tuple(self._card(body) for body in bodies),
                project=project,
                project_walkthrough=opened or "",
                foot=foot,
                go_back=t("Précédent"),
                waiting=self._waiting(),
            )
        )

    def _waiting(self) -> str:
        if self._bodies is None:
            return self.text("Un instant…")
        return "" if self._bodies else self.text("Pas encore d’information pour ce quartier.")

    def _name(self, quarter: Quarter) -> str:
        return self.text(QUARTER_NAMES[quarter])

    def _meeting(self, body: BodyView) -> str:
        start = body.next_meeting_utc
        if start is None:
            return self.text("Prochaine réunion : date à vérifier")
        translator = self.stage.translator
        words = self.text(
            "{day}, {time}",
            day=self._day(paris_day(start)),
            time=clock_time(start, translator),
        )
        if body.is_meeting_unsure:
            return self.text("{when} : date à vérifier", when=sentence_case(words))
        return sentence_case(words)

    def _day(self, day: date) -> str:
        """Return the day in words, with its year when one could take it for another year's."""
        words = day_in_words(day, self.stage.translator)
        is_far = day - paris_day(self.stage.clock.now_utc()) > _YEAR_IS_CLEAR
        return f"{words} {day.year}" if is_far else words

    def _decision(self, body: BodyView) -> str:
        if not body.last_decision:
            return ""
        return self.text("Dernière décision : {decision}", decision=body.last_decision)

    def _doubts(self, body: BodyView) -> tuple[str, str]:
        """Return what is to be checked of the sentences, then of the decision."""
        of_text = self.text("Cette information est à vérifier.") if body.is_text_unsure else ""
        is_unsure = body.is_decision_unsure and bool(body.last_decision)
        return of_text.rstrip("."), sentence_case(self.text("à vérifier")) if is_unsure else ""

    def _card(self, body: BodyView) -> BodyCard:
        meeting, decision = self._meeting(body), self._decision(body)
        place = body.place or ""
        if place and body.is_place_unsure:
            # A long address goes on below: never with the colon first.
            place = self.text("{place} : lieu à vérifier", place=place).replace(
                " :", f"{NO_BREAK}:"
            )
        doubt, decision_doubt = self._doubts(body)
        said = (body.name, *body.sentences, doubt, meeting, place, decision, decision_doubt)
        info = date_in_words(body.info_date, self.stage.translator)
        return BodyCard(
            key=body.item_id,
            icon=body.icon,
            name=body.name,
            french=body.name_fr or "",
            sentences=body.sentences,
            doubt=doubt,
            meeting=meeting,
            is_meeting_sure=body.next_meeting_utc is not None and not body.is_meeting_unsure,
            place=place,
            is_place_sure=not body.is_place_unsure,
            decision=decision,
            decision_doubt=decision_doubt,
            info_date=self.text("Information du {date}", date=info),
            listen=self.text("Écouter : {name}", name=body.name),
            spoken=". ".join(part.rstrip(".") for part in said if part),
        )
