# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a walkthrough is: steps, branches, stages, texts, and the registries they share.

Values only, made by `kiosk.content` from the YAML files that docs/content_format.md describes,
walked by `walkthrough_run`, shown by `walkthrough_screen`. A `Walkthrough` that exists was
accepted by the loader: every target is there, every text is there in French and easy French,
and whole in each other language that it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 - the compiled form is read by these annotations
from enum import StrEnum

from kiosk.domain.conditions import Condition, FactValue  # noqa: TC001 - same
from kiosk.domain.walkthrough_origin import Origin, Review, Source  # noqa: TC001 - same

CONTENT_LANGUAGES = ("fr", "fr-falc", "ar", "en", "tr", "pt", "pl", "ro")
REQUIRED_LANGUAGES = ("fr", "fr-falc")
SOURCE_LANGUAGE = "fr"

DONE = "fait"
LATER = "plus_tard"
GO_ON = "suite"
COMPLETE = "complet"
INCOMPLETE = "incomplet"

Texts = dict[str, str]
"""One text by language code."""


class StepKind(StrEnum):
    """What a step asks of the resident; the values are the words of the YAML files."""

    QUESTION = "question"
    INFO = "info"
    PAPERS = "pieces"
    ONLINE = "en_ligne"
    CALL = "appel"
    APPOINTMENT = "rdv"
    CHECK = "verification"
    END = "fin"


ASKING = frozenset({StepKind.QUESTION, StepKind.CHECK})
DOING = frozenset({StepKind.ONLINE, StepKind.CALL, StepKind.APPOINTMENT})


class EndOutcome(StrEnum):
    """How a walkthrough ends."""

    FINISHED = "fini"
    TO_FOLLOW = "a_suivre"
    PERSON = "personne"


class ContentStatus(StrEnum):
    """How far the review of a walkthrough has come."""

    DRAFT = "brouillon"
    TO_REVIEW = "a_relire"
    REVIEWED = "relu"
    PUBLISHED = "publie"
    RETIRED = "retire"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that a question offers.

    Attributes:
        value: What is kept as the answer.
        icon: Name of an icon of assets/icons, without ending.
        is_official: Its French label stays beside a translation.
    """

    value: FactValue
    icon: str
    is_official: bool = False


@dataclass(frozen=True, slots=True)
class Branch:
    """Where to go next; without a condition, always."""

    target: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class PaperNeed:
    """A paper that a step asks for; with a condition, only in some cases."""

    paper_id: str
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of a walkthrough.

    Attributes:
        step_id: Stable; an answer is kept under it.
        kind: What it asks.
        stage_id: The stage of the rail to which it belongs.
        icon: Icon name; empty for none.
        branches: Where to go next, first that holds; the last one always holds. Empty for END.
        fact: The fact that its answer fills.
        options: What QUESTION and CHECK offer.
        unknown_target: Where "je ne sais pas" leads; empty: same as going on.
        later_target: Where "plus tard" leads; empty: same as done.
        papers: What PAPERS asks for.
        point_conditions: Conditions of the bullets of INFO, by their place from 0.
        words: French words to look for on the official site.
        url_id: Key of the registry of sites; empty for none.
        contact_id: Key of the registry of contacts; empty for none.
        motif: Need of an appointment that APPOINTMENT opens; empty: the resident chooses.
        outcome: How it ends, for END alone.
        opens_walkthrough: Walkthrough that an END offers to open; empty for none.
        opens_exercise: Exercise that an INFO or END offers to practise with; empty for none.
        replaces: Ids of earlier steps in whose place it stands.
    """

    step_id: str
    kind: StepKind
    stage_id: str
    icon: str = ""
    branches: tuple[Branch, ...] = ()
    fact: str = ""
    options: tuple[Option, ...] = ()
    unknown_target: str = ""
    later_target: str = ""
    papers: tuple[PaperNeed, ...] = ()
    point_conditions: dict[int, Condition] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    url_id: str = ""
    contact_id: str = ""
    motif: str = ""
    outcome: EndOutcome | None = None
    opens_walkthrough: str = ""
    opens_exercise: str = ""
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepTexts:
    """The texts of one step in one language, placeholders not yet filled.

    Attributes:
        title: The question or the heading.
        text: Up to three sentences under it; may be empty.
        help_text: One more explanation; may be empty.
        options: Labels by option value, written as text.
        points: Bullets.
        word_meanings: Meaning of each French word to look for; empty in French.
        prepare: What can be prepared without the Internet.
        done: What was done, on an END.
        remains: What remains, on an END; the first is the next step on paper.
        cases: "If …" of a conditional paper (by paper) or bullet (by place, as text).
    """

    title: str
    text: str = ""
    help_text: str = ""
    options: dict[str, str] = field(default_factory=dict)
    points: tuple[str, ...] = ()
    word_meanings: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    remains: tuple[str, ...] = ()
    cases: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WalkthroughTexts:
    """The texts of a walkthrough in one language.

    Attributes:
        title: At most five words.
        subtitle: At most eight words.
        stages: Label by stage.
        steps: Texts by step.
        is_machine_translated: No person has read this translation yet.
    """

    title: str
    subtitle: str
    stages: dict[str, str]
    steps: dict[str, StepTexts]
    is_machine_translated: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the rail.

    Attributes:
        stage_id: Key of its label.
        minutes: Estimated whole minutes.
        needs_internet: One of its steps is done on a site.
    """

    stage_id: str
    minutes: int
    needs_internet: bool


@dataclass(frozen=True, slots=True)
class UncertainValue:
    """An amount, date or delay, kept out of the sentences because it changes.

    Attributes:
        texts: The value by language.
        is_unverified: Nobody has checked it: residents are sent to a person.
    """

    texts: Texts
    is_unverified: bool


@dataclass(frozen=True, slots=True)
class Walkthrough:
    """One procedure, told screen by screen.

    Attributes:
        walkthrough_id: Name of its folder, never reused.
        version: Year, month, number.
        status: How far its review has come.
        theme_id: Theme under which residents find it.
        coop_theme: Code of the national list for the visit record.
        icon: Icon name.
        stages: The rail, in order.
        start: First step.
        steps: All steps, in the order of the file.
        values: Amounts and delays by name.
        texts: Texts by language.
        keywords: Search words by language; ``erreurs`` holds frequent misspellings.
        review: Who checked it and until when.
        sources: Where it comes from.
        content_hash: SHA-256 of its files, in hexadecimal; pins a run to what it began with.
        origin: The public sheet it was made from; None when it was written here.
    """

    walkthrough_id: str
    version: str
    status: ContentStatus
    theme_id: str
    coop_theme: str
    icon: str
    stages: tuple[Stage, ...]
    start: str
    steps: tuple[Step, ...]
    values: dict[str, UncertainValue]
    texts: dict[str, WalkthroughTexts]
    keywords: dict[str, tuple[str, ...]]
    review: Review
    sources: tuple[Source, ...]
    content_hash: str
    origin: Origin | None = None

    def step(self, step_id: str) -> Step:
        """Return the step of this id.

        Raises:
            KeyError: If there is none.
        """
        for step in self.steps:
            if step.step_id == step_id:
                return step
        raise KeyError(step_id)

    def shown_language(self, language: str) -> str:
        """Return `language` if the walkthrough has it, French if not."""
        return language if language in self.texts else SOURCE_LANGUAGE

    def texts_in(self, language: str) -> WalkthroughTexts:
        """Return the texts in `language`, in French where there are none."""
        return self.texts[self.shown_language(language)]

    @property
    def minutes_offline(self) -> int:
        """Whole minutes of the stages that need no Internet."""
        return sum(stage.minutes for stage in self.stages if not stage.needs_internet)

    @property
    def minutes_online(self) -> int:
        """Whole minutes of the stages that need the Internet."""
        return sum(stage.minutes for stage in self.stages if stage.needs_internet)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that procedures ask for, with what to do when it is missing."""

    icon: str
    names: Texts
    details: Texts
    questions: Texts
    advice: Texts


@dataclass(frozen=True, slots=True)
class OfficialSite:
    """A site that texts may name.

    Attributes:
        address: Whole address, https.
        shown: Address as it is typed, such as ``caf.fr``.
        names: Name by language.
        spoken: The address in words by language.
        checked_on: Day on which somebody opened it; None if nobody did.
        hosts: Host names that it needs besides its own (`site_hosts`).
        families: Keys of the families of hosts that it needs, such as ``paiement``.
    """

    address: str
    shown: str
    names: Texts
    spoken: Texts
    checked_on: date | None
    hosts: tuple[str, ...] = ()
    families: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HostFamily:
    """Hosts that several sites need, such as those that tell who one is.

    Attributes:
        names: What they are for, by language.
        hosts: Host names, written as in `site_hosts`.
        is_always_open: Every site needs them.
        checked_on: Day on which somebody tried them; None if nobody did.
    """

    names: Texts
    hosts: tuple[str, ...]
    is_always_open: bool
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Contact:
    """A place or a phone number that texts may name; None where it has none."""

    names: Texts
    phone: str | None
    address: str | None
    hours: Texts
    checked_on: date | None
    is_unverified: bool


@dataclass(frozen=True, slots=True)
class Theme:
    """A heading of the list of walkthroughs."""

    theme_id: str
    icon: str
    names: Texts


@dataclass(frozen=True, slots=True)
class Registries:
    """What all walkthroughs share.

    Attributes:
        papers: Papers by id.
        sites: Official sites by id.
        contacts: Contacts by id.
        themes: Themes in the order of the list.
        labels: Common words by id, such as ``oui`` or ``fait``.
        synonyms: Groups of expressions that look for the same thing.
        families: Families of hosts by id.
    """

    papers: dict[str, Paper]
    sites: dict[str, OfficialSite]
    contacts: dict[str, Contact]
    themes: tuple[Theme, ...]
    labels: dict[str, Texts]
    synonyms: tuple[tuple[str, ...], ...]
    families: dict[str, HostFamily] = field(default_factory=dict)
