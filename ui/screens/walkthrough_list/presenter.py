# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find a walkthrough: themes at the side, cards of the theme; or results while one types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kiosk.domain.practice_view import PracticeCard
from ui.navigation.presenter import Presenter, Stage, View
from ui.navigation.routes import Place, Route
from ui.screens.walkthrough_list.cards import (
    EXERCISE,
    MOST_RESULTS,
    CardWords,
    card_words,
    nearest,
)

if TYPE_CHECKING:
    from kiosk.domain.life_events import LifeEventView
    from kiosk.domain.walkthrough_screen import Card, ThemeView
    from ui.screens.walkthrough_list.cards import ExerciseCards, Found, WalkthroughCards

LEAST_TYPED = 2
"""One letter alone tells nothing yet: the first walkthroughs stay."""
PERSON, LETTER = "person", "letter"
ALL_THEMES = ""
PRACTICE = "practice"
BY_SUBJECT, BY_EVENT = "subject", "event"
LATE = "late"
_THEME, _TEXT, _WAY, _EVENT = "theme", "text", "way", "event"


class LifeEvents(Protocol):
    """What is needed of `kiosk.services.letters.LetterService`."""

    def life_events(self, language: str) -> tuple[LifeEventView, ...]:
        """Return what happens in a life, with the walkthroughs that then help."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reading gave, in one language."""

    cards: tuple[Card, ...] = ()
    themes: tuple[ThemeView, ...] = ()
    events: tuple[LifeEventView, ...] = ()
    found: tuple[Found, ...] = ()
    exercises: tuple[PracticeCard, ...] = ()


@dataclass(frozen=True, slots=True)
class WayOn:
    """Where to go when nothing was found: `key` is ``person`` or ``letter``."""

    key: str
    icon: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class WalkthroughListState:
    """Everything visible on the list.

    Attributes:
        is_searching: The field is in use: results replace the themes.
        search, search_name, clear, keyboard, action: Words of the field.
        typed: What is typed.
        ways: (key, words, icon) of the two ways in, by subject and by event; empty for one alone.
        way: The way chosen.
        themes: (id, words, icon) of the headings, the first for all; or of the events.
        theme: The heading or event chosen; empty for all.
        pictures: (id, words, icon) of the events to choose from; empty once one is chosen.
        title: Its words, or those above the results.
        cards: What it holds.
        ways_on: Where to go when nothing was found; else nothing.
        lost, person: « Vous ne trouvez pas ? », and the way to a person.
        back, help: Words of the bar.
    """

    is_searching: bool
    search: str
    search_name: str
    clear: str
    keyboard: str
    action: str
    typed: str
    ways: tuple[tuple[str, str, str], ...]
    way: str
    themes: tuple[tuple[str, str, str], ...]
    theme: str
    pictures: tuple[tuple[str, str, str], ...]
    title: str
    cards: tuple[CardWords, ...]
    ways_on: tuple[WayOn, ...]
    lost: str
    person: str
    back: str
    help: str


class WalkthroughListPresenter(Presenter[WalkthroughListState]):
    """Keeps the theme and the text, so that coming back finds them again."""

    def __init__(
        self,
        view: View[WalkthroughListState],
        stage: Stage,
        place: Place,
        walkthroughs: WalkthroughCards,
        life_events: LifeEvents,
        *,
        exercises: ExerciseCards,
    ) -> None:
        """Show what `place` asks for: a search, or the themes."""
        super().__init__(view, stage)
        self._place, self._walkthroughs, self._life_events = place, walkthroughs, life_events
        self._exercises = exercises
        self._is_searching = bool(place.memo.get("searching", place.params.get("search")))
        self._known = _Read()
        self._found: tuple[Found, ...] = ()

    @property
    def _theme(self) -> str:
        return str(self._place.memo.get(_THEME, self._place.params.get(_THEME, ALL_THEMES)))

    @property
    def _way(self) -> str:
        return str(self._place.memo.get(_WAY, BY_SUBJECT))

    @property
    def _event(self) -> LifeEventView | None:
        chosen = self._place.memo.get(_EVENT, "")
        return next((one for one in self._known.events if one.event_id == chosen), None)

    @property
    def _is_late(self) -> bool:
        """Whether the staff reads again what residents do not see."""
        return bool(self._place.params.get(LATE)) and self.stage.session.staff is not None

    @property
    def _typed(self) -> str:
        return str(self._place.memo.get(_TEXT, ""))

    @property
    def _asked(self) -> str:
        """What is searched for: nothing as long as one letter was typed."""
        typed = self._typed.strip()
        return typed if len(typed) >= LEAST_TYPED else ""

    @property
    def _has_nothing(self) -> bool:
        return self._is_searching and bool(self._asked) and not self._found

    @property
    def wants_keyboard(self) -> bool:
        """Say whether the page was opened to type."""
        return self._is_searching

    def start(self) -> None:
        """Show the list."""
        self._draw()
        self._read()

    def redraw(self) -> None:
        """Read the list in the new language."""
        self._read()

    def _read(self) -> None:
        language, asked = self.stage.translator.language.code, self._asked
        service, life_events, exercises = self._walkthroughs, self._life_events, self._exercises
        search, is_late = self._search, self._is_late

        def job() -> _Read:
            if is_late:
                return _Read(tuple(one.card for one in service.late(language)))
            return _Read(
                service.cards(language),
                service.themes(language),
                life_events.life_events(language),
                search(asked, language),
                exercises.cards(language),
            )

        self.store(job, done=self._was_read)

    def _was_read(self, read: _Read) -> None:
        self._known, self._found = read, read.found
        self._draw()
        self.store(self._get_ready_to_search)

    def _get_ready_to_search(self) -> None:
        self._walkthroughs.get_ready_to_search()
        self._exercises.get_ready_to_search()

    def _search(self, asked: str, language: str) -> tuple[Found, ...]:
        walkthroughs, exercises = self._walkthroughs, self._exercises
        return nearest(asked, language, walkthroughs=walkthroughs, exercises=exercises)

    def type(self, typed: str) -> None:
        """Search for what is typed so far."""
        self.stage.session.begin()
        self._place.memo[_TEXT] = typed
        language, asked = self.stage.translator.language.code, self._asked

        def job() -> tuple[str, tuple[Found, ...]]:
            return typed, self._search(asked, language)

        self.store(job, done=self._was_found)

    def _was_found(self, result: tuple[str, tuple[Found, ...]]) -> None:
        typed, found = result
        if typed == self._typed:  # else more was typed meanwhile
            self._found = found
            self._draw()

    def begin_search(self) -> None:
        """Show results instead of themes."""
        if not self._is_searching:
            self._is_searching = True
            self._place.memo["searching"] = True
            self._draw()

    def choose_theme(self, theme: str) -> None:
        """Show the walkthroughs of a heading, or of an event when these are shown."""
        self._is_searching = False
        self._place.memo["searching"] = False
        self._place.memo[_EVENT if self._way == BY_EVENT else _THEME] = theme
        self._place.memo[_TEXT] = ""
        self._draw()

    def choose_way(self, way: str) -> None:
        """Come in by subject, or by what happens in a life: then by its pictures first."""
        self._place.memo[_WAY] = way
        self._place.memo[_EVENT] = ""
        self._draw()

    def submit(self) -> None:
        """Open the only result; else leave the choice."""
        if len(self._found) == 1:
            self.open(self._words(self._found[0]).walkthrough_id)

    def open(self, walkthrough_id: str) -> None:
        """Open a walkthrough, or an exercise."""
        if not self._is_late:
            self.stage.session.begin()
        if walkthrough_id.startswith(EXERCISE):
            exercise_id = walkthrough_id.removeprefix(EXERCISE)
            self.stage.router.go(Route.PRACTICE, exercise_id=exercise_id)
            return
        self.stage.router.go(Route.WALKTHROUGH, walkthrough_id=walkthrough_id)

    def ask_person(self) -> None:
        """Go to a person."""
        self.stage.session.begin()
        self.stage.router.go(Route.BOOKING)

    def show_letter(self) -> None:
        """Go to « J'ai reçu une lettre »."""
        self.stage.session.begin()
        self.stage.router.go(Route.LETTER)

    def ask_help(self) -> None:
        """Ask for help here."""
        self.stage.session.begin()
        self.stage.router.go(Route.HELP)

    def back(self) -> None:
        """Go back: out of the search or of the event first."""
        if self._is_searching and not self._place.params.get("search"):
            self.choose_theme(self._chosen())
        elif self._event is not None and not self._is_searching:
            self.choose_way(BY_EVENT)
        else:
            self.stage.router.back()

    def _shown(self) -> tuple[Found, ...]:
        if self._is_searching:
            return self._found if self._asked else self._known.cards[:MOST_RESULTS]
        if self._way == BY_EVENT:
            known = {card.walkthrough_id: card for card in self._known.cards}
            ids = self._event.walkthrough_ids if self._event is not None else ()
            return tuple(known[one] for one in ids)
        return tuple(card for card in self._known.cards if self._theme in (ALL_THEMES, card.theme))

    def _chosen(self) -> str:
        if self._way == BY_EVENT:
            return self._event.event_id if self._event is not None else ""
        return self._theme

    def _title(self) -> str:
        if self._is_searching:
            if not self._asked:
                return self.text("Écrivez un mot, ou choisissez")
            if not self._found:
                return self.text("Rien avec ces mots : une personne peut chercher avec vous")
            is_practice = all(isinstance(card, PracticeCard) for card in self._found)
            return self.text("S’entraîner" if is_practice else "Démarches trouvées")
        if self._is_late:
            return self.text("Guides cachés aux habitants")
        if self._way == BY_EVENT:
            question = self.text("Que se passe-t-il dans votre vie ?")
            return self._event.label if self._event is not None else question
        labels = {theme.theme_id: theme.label for theme in self._known.themes}
        labels[PRACTICE] = self.text("S’entraîner")
        return labels.get(self._theme, self.text("Toutes les démarches"))

    def _draw(self) -> None:
        text = self.text
        headings, events = self._headings(), self._event_words()
        by_event = self._way == BY_EVENT and not self._is_searching
        has_person = self._has_nothing or self._is_late
        self.show(
            WalkthroughListState(
                is_searching=self._is_searching,
                search=text("Chercher : « RSA », « arnaque », « titre de séjour »…"),
                search_name=text("Chercher une démarche"),
                clear=text("Effacer"),
                keyboard=text("Clavier"),
                action=text("Chercher"),
                typed=self._typed,
                ways=self._ways(),
                way=self._way,
                themes=events if by_event else headings,
                theme=self._chosen(),
                pictures=events if by_event and self._event is None else (),
                title=self._title(),
                cards=(*(self._words(card) for card in self._shown()), *self._practice_words()),
                ways_on=self._ways_on() if self._has_nothing else (),
                lost="" if has_person else text("Vous ne trouvez pas ?"),
                person="" if has_person else text("Une personne peut vous aider."),
                back=text("Précédent"),
                help=text("J’ai besoin d’aide"),
            )
        )

    def _headings(self) -> tuple[tuple[str, str, str], ...]:
        if self._is_late:
            return ()
        every = (ALL_THEMES, self.text("Toutes les démarches"), "dots")
        themes = self._known.themes
        practice = [(PRACTICE, self.text("S’entraîner"), "school")] if self._known.exercises else []
        return (every, *practice, *((one.theme_id, one.label, one.icon) for one in themes))

    def _event_words(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((one.event_id, one.label, one.icon) for one in self._known.events)

    def _ways(self) -> tuple[tuple[str, str, str], ...]:
        if self._is_searching or not self._known.events:
            return ()
        by_subject = (BY_SUBJECT, self.text("Par sujet"), "list-check")
        return by_subject, (BY_EVENT, self.text("Par moment de vie"), "heart-handshake")

    def _ways_on(self) -> tuple[WayOn, ...]:
        text = self.text
        person = text("Parler à une personne"), text("Aujourd’hui ou sur rendez-vous")
        letter = text("J’ai reçu une lettre"), text("Savoir ce qu’elle demande")
        return WayOn(PERSON, "message-user", *person), WayOn(LETTER, "mail-opened", *letter)

    def _words(self, card: Found) -> CardWords:
        return card_words(card, self.text, self.stage.translator.language.code)

    def _practice_words(self) -> tuple[CardWords, ...]:
        """Return the exercises where they stand: in their heading, and after everything."""
        by_subject = not self._is_searching and self._way == BY_SUBJECT
        is_here = by_subject and self._theme in (ALL_THEMES, PRACTICE)
        if not is_here:
            return ()
        return tuple(self._words(card) for card in self._known.exercises)
