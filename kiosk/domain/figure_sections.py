# SPDX-License-Identifier: AGPL-3.0-or-later
"""The headings of the statistics with their lines, for screen, console, report and workbook.

First those of the national tool, in its order and with its words, then ours. What it counts of
named people is said not to be counted here; nothing is made up in its place.

Source: La Coop de la médiation numérique, inclusion-numerique/coop-mediation-numerique 46aa33b
(2026-06-30), `buildStatistiquesWorksheet`, `getActivitesStats` (themes, equipment, channels,
durations and places count people helped, each share being of the sum of its list).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kiosk.domain.attendance import Arrival
from kiosk.domain.counted_rows import AppointmentOutcome
from kiosk.domain.occupation import occupation_note
from kiosk.domain.periods import french_weekday
from kiosk.domain.section_lines import (
    ONE_TOLD,
    SEVERAL_TOLD,
    between,
    hours,
    listed,
    month_line,
    most_first,
    named,
    referral_lines,
    stop_lines,
    told_of,
    with_untold,
)
from kiosk.domain.sections import Chart, Count, Section, Told
from kiosk.domain.step_counts import LEAST
from kiosk.domain.tally import Measure
from kiosk.domain.unmet_needs import crossed_sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.domain.statistics import Figures
    from kiosk.domain.vocabulary import Vocabulary

NO_IDENTITY: Final = Told("Non compté : aucune identité n’est gardée.")
NO_TAGS: Final = Told("Non compté : aucune étiquette libre n’est gardée.")
SEVERAL: Final = Told("Plusieurs réponses possibles : chaque part est celle des réponses.")
WAITS: Final = (
    ("5", 0, 5, Told("Moins de 5 min")),
    ("15", 5, 15, Told("5 à 15 min")),
    ("30", 15, 30, Told("15 à 30 min")),
    ("more", 30, None, Told("30 min et plus")),
)
_ACTIVITIES, _PEOPLE = Told("activités"), Told("accompagnements")
_PEOPLE_ABOVE: Final = Told("Statistiques sur vos bénéficiaires")


def sections(
    figures: Figures, vocabulary: Vocabulary, names: Mapping[str, str]
) -> tuple[Section, ...]:
    """Return every heading with its lines.

    Args:
        figures: What was counted.
        vocabulary: Lists that give labels and classes.
        names: Words for codes that no list holds: centres, walkthroughs, places to which somebody
            was sent. A code without one stands for itself.
    """
    return (
        *_general(figures),
        *_activities(figures, vocabulary, names),
        *_people(figures, vocabulary),
        *_coming(figures, vocabulary),
        *_help(figures, vocabulary, names),
        *crossed_sections(figures, vocabulary),
        *_machines(figures, names),
    )


def _general(figures: Figures) -> tuple[Section, ...]:
    since = figures.coverage.in_service_since
    months = tuple(month_line(day, n, since) for day, n in figures.by_month)
    people = (
        ("beneficiaries", Told("Bénéficiaires accompagnés")),
        ("new_beneficiaries", Told("Nouveaux bénéficiaires")),
        ("followed_beneficiaries", Told("Bénéficiaires suivis")),
        ("anonymous_beneficiaries", Told("Bénéficiaires anonymes")),
    )
    return (
        Section(
            "general",
            Told("Statistiques générales"),
            "",
            (
                Count("total", Told("Accompagnements au total"), figures.n_visits),
                *(Count(code, label, None, NO_IDENTITY) for code, label in people),
            ),
            0,
            chart=Chart.NONE,
            is_national=True,
        ),
        Section(
            "months",
            Told("Accompagnements sur les 12 derniers mois"),
            _PEOPLE,
            months,
            sum(n for _, n in figures.by_month),
            chart=Chart.COLUMNS,
            is_national=True,
        ),
        _kinds(figures),
    )


def _kinds(figures: Figures) -> Section:
    kinds = [
        Count("individual", Told("Accompagnements individuels"), figures.n_individual),
        Count("collective", Told("Ateliers collectifs"), figures.n_collective),
    ]
    if figures.n_tallied:
        kinds.append(Count("tally", Told("Passages comptés sur papier"), figures.n_tallied))
    in_all = (
        (
            "participants",
            Told("Nombre total de participants aux ateliers"),
            figures.n_people_collective,
        ),
        ("activities", Told("Nombre total d’activités"), figures.n_activities),
    )
    return Section(
        "kinds",
        Told("Statistiques sur vos accompagnements"),
        _ACTIVITIES,
        (*kinds, *(Count(code, label, n, is_part=False) for code, label, n in in_all)),
        figures.n_activities,
        is_national=True,
    )


def _activities(
    figures: Figures, vocabulary: Vocabulary, names: Mapping[str, str]
) -> tuple[Section, ...]:
    tally = figures.tally
    lists, themes = vocabulary, tally.of(Measure.THEME)
    paper = figures.n_tallied
    untimed = Told(
        "Sans les passages comptés sur papier, dont seule la durée en tout est connue : {n}.",
        n=paper,
    )
    return (
        _of_people(
            "themes",
            Told("Thématiques Médiation numérique"),
            most_first(listed(lists.themes, themes, foreign=False)),
            SEVERAL,
        ),
        _of_people(
            "admin_themes",
            Told("Thématiques Démarches administratives"),
            most_first(listed(lists.administrative_themes, themes, foreign=False)),
            SEVERAL,
        ),
        _not_counted("tags", Told("Tags"), NO_TAGS),
        _of_people(
            "equipment",
            Told("Matériel utilisés"),
            listed(lists.equipment, tally.of(Measure.EQUIPMENT)),
            SEVERAL,
        ),
        _of_people(
            "channels", Told("Canaux des activités"), listed(lists.places, tally.of(Measure.PLACE))
        ),
        _of_people(
            "durations",
            Told("Durées des activités"),
            figures.by_duration,
            untimed if paper else Told(""),
        ),
        _of_people(
            "places",
            Told("Nombre d’activités par lieux"),
            most_first(named(tally.of(Measure.CENTRE), names)),
        ),
    )


def _of_people(key: str, title: Told, lines: tuple[Count, ...], note: str = "") -> Section:
    """Return a heading whose lines count people helped, and whose shares are of their sum."""
    total = sum(line.n or 0 for line in lines)
    return Section(
        key, title, _PEOPLE, lines, total, note, is_national=True, has_several=note is SEVERAL
    )


def _people(figures: Figures, vocabulary: Vocabulary) -> tuple[Section, ...]:
    n, tally = figures.n_visits, figures.tally
    lists = (
        ("gender", Told("Genre"), Measure.GENDER, vocabulary.genders),
        ("age", Told("Tranches d’âge"), Measure.AGE, vocabulary.age_bands),
        ("status", Told("Statuts"), Measure.STATUS, vocabulary.statuses),
    )
    return (
        *(
            Section(
                key,
                title,
                _PEOPLE,
                with_untold(terms, tally.of(measure), n),
                n,
                is_national=True,
                above=_PEOPLE_ABOVE if key == "gender" else "",
            )
            for key, title, measure, terms in lists
        ),
        _not_counted("home", Told("Commune de résidence des bénéficiaires"), NO_IDENTITY),
    )


def _coming(figures: Figures, vocabulary: Vocabulary) -> tuple[Section, ...]:
    """Return how and when people come, which the national tool does not ask."""
    n, tally = figures.n_visits, figures.tally
    starts, told = tally.of(Measure.START), sum(tally.of(Measure.START).values())
    waits = tally.of(Measure.WAITED)
    n_waits = sum(waits.values())
    arrivals = (
        Count(Arrival.SPONTANEOUS.value, Told("Accueil spontané"), figures.n_spontaneous),
        Count(Arrival.APPOINTMENT.value, Told("Sur rendez-vous"), figures.n_by_appointment),
        Count("", Told("Non dit"), n - figures.n_spontaneous - figures.n_by_appointment),
    )
    return (
        Section("arrival", Told("Venue"), _PEOPLE, arrivals, n),
        Section(
            "weekdays",
            Told("Jour de la semaine"),
            _ACTIVITIES,
            tuple(
                Count(str(at), Told(french_weekday(at)), count)
                for at, count in enumerate(figures.by_weekday)
            ),
            figures.n_activities,
            chart=Chart.COLUMNS,
        ),
        Section(
            "hours",
            Told("Heure de début"),
            _ACTIVITIES,
            hours(starts),
            told,
            told_of(
                Told("Heure dite pour {told} activité sur {n}."),
                Told("Heure dite pour {told} activités sur {n}."),
                told,
                figures.n_activities,
            ),
            chart=Chart.COLUMNS,
        ),
        Section(
            "waits",
            Told("Attente"),
            _ACTIVITIES,
            tuple(
                Count(code, label, between(waits, first, below))
                for code, first, below, label in WAITS
            ),
            n_waits,
            told_of(
                Told("Attente connue pour {told} activité sur {n}."),
                Told("Attente connue pour {told} activités sur {n}."),
                n_waits,
                figures.n_activities,
            ),
        ),
        *_where_from(figures, vocabulary),
    )


def _where_from(figures: Figures, vocabulary: Vocabulary) -> tuple[Section, ...]:
    """Return where people live, and who of a group had come before."""
    n, tally = figures.n_visits, figures.tally
    return (
        Section(
            "quarters",
            Told("Quartier de résidence"),
            _PEOPLE,
            with_untold(vocabulary.home_quarters, tally.of(Measure.QUARTER), n),
            n,
        ),
        Section(
            "returning",
            Told("Venues précédentes, dans les groupes"),
            _PEOPLE,
            with_untold(vocabulary.returning, tally.of(Measure.RETURNING), figures.n_counted_only),
            figures.n_counted_only,
            Told("Ateliers, groupes et comptages seulement."),
        ),
    )


def _help(
    figures: Figures, vocabulary: Vocabulary, names: Mapping[str, str]
) -> tuple[Section, ...]:
    n, tally = figures.n_activities, figures.tally
    lists = (
        ("posture", Told("Posture"), Measure.POSTURE, vocabulary.postures),
        ("mandate", Told("Mandat"), Measure.MANDATE, vocabulary.mandates),
        ("medium", Told("Moyen, à distance"), Measure.MEDIUM, vocabulary.remote_means),
    )
    answers = [
        (key, title, listed(terms, tally.of(measure))) for key, title, measure, terms in lists
    ]
    sent_on = tally.of(Measure.REFERRAL), tally.of(Measure.REFERRED)
    answers.append(
        ("referral", Told("Orientation"), referral_lines(vocabulary.referrals, *sent_on))
    )
    found = []
    for key, title, lines in answers:
        told = sum(line.n or 0 for line in lines)
        note = told_of(ONE_TOLD, SEVERAL_TOLD, told, n)
        found.append(Section(key, title, _ACTIVITIES, lines, told, note))
    places = tally.of(Measure.REFERRAL_PLACE)
    found.append(
        Section(
            "referral_places",
            Told("Lieux indiqués"),
            _ACTIVITIES,
            most_first(named(places, names)),
            sum(places.values()),
        )
    )
    return tuple(found)


def _machines(figures: Figures, names: Mapping[str, str]) -> tuple[Section, ...]:
    """Return what residents did at the machines by themselves."""
    tally = figures.tally
    minutes = tally.of(Measure.SESSION_MINUTES)
    alone, stops = tally.of(Measure.ALONE), tally.of(Measure.STOP)
    outcomes = tally.of(Measure.APPOINTMENT)
    return (
        Section(
            "appointments",
            Told("Rendez-vous"),
            Told("rendez-vous"),
            tuple(Count(code, label, outcomes.get(code, 0)) for code, label in _OUTCOMES),
            sum(outcomes.values()),
        ),
        Section(
            "sessions",
            Told("Passages par heure"),
            Told("passages"),
            hours(tally.of(Measure.SESSION_HOUR)),
            figures.n_sessions,
            chart=Chart.COLUMNS,
        ),
        Section(
            "occupation",
            Told("Occupation des machines"),
            Told("minutes"),
            hours(minutes),
            sum(minutes.values()),
            occupation_note(sum(minutes.values()), figures.open_minutes),
            chart=Chart.COLUMNS,
        ),
        Section(
            "alone",
            Told("Démarches finies sans aide"),
            Told("démarches"),
            most_first(named(alone, names)),
            figures.n_walkthroughs,
            Told.together(
                Told("Démarches ouvertes : {n}.", n=figures.n_walkthroughs),
                Told("Les autres : pas finies, ou finies avec une aide."),
            ),
        ),
        Section(
            "stops",
            Told("Arrêts par étape"),
            Told("démarches"),
            stop_lines(stops, names),
            figures.n_walkthroughs,
            Told.together(
                Told("Dernière étape vue des démarches qui n’ont pas été finies."),
                Told("Une étape de moins de {n} arrêts n’est pas nommée.", n=LEAST),
                Told("Démarches ouvertes : {n}.", n=figures.n_walkthroughs),
                Told("Les autres : finies, ou arrêts trop peu nombreux pour être montrés."),
            ),
        ),
    )


_OUTCOMES: Final = (
    (AppointmentOutcome.HONOURED.value, Told("Honorés")),
    (AppointmentOutcome.ABSENT.value, Told("Absences non excusées")),
    (AppointmentOutcome.CANCELLED.value, Told("Annulés")),
    (AppointmentOutcome.NOT_TOLD.value, Told("À renseigner")),
)


def _not_counted(key: str, title: Told, note: Told) -> Section:
    return Section(key, title, "", (), 0, note, chart=Chart.NONE, is_national=True)
