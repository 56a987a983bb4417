# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports on HTTP: who asks, which days; a page that tells how far a file is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import Response, get, post
from litestar.params import FromPath  # noqa: TC002 - Litestar reads it at run time
from litestar.response import File

from kiosk.domain.periods import month_of
from kiosk.exports.registry import ExportKind
from kiosk.exports.rows import KIND_WORDS
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
from sync.server.console import export_form
from sync.server.console.agenda_view import when_of
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    SECURITY_HEADERS,
    Call,
    Page,
    back,
    city_of,
    entered_of,
    page_of,
    with_form,
    worked,
)
from sync.server.console.rules import HOME
from sync.server.export_files import FILES_KEPT, MOST_WAITING, ExportFiles, file_of, wanted_of
from sync.server.journal import note
from sync.server.storage.export_jobs import ExportJob, JobState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sync.server.console.access import Entry
    from sync.wire_down import WireCentre

EXPORTS: Final = f"{HOME}/exports"
_STATES: Final = {
    JobState.MAKING: "en cours",
    JobState.READY: "prêt",
    JobState.STOPPED: "arrêté",
    JobState.FAILED: "pas fait",
}
_TEAM_WORDS: Final = (
    "Le rapport et les statistiques montrent aussi les petits nombres. Dans un détail, une ligne "
    "rare peut être reconnue par quelqu’un qui était là. Ces fichiers restent dans l’équipe."
)
_OUTSIDE_WORDS: Final = (
    "Pour un financeur ou une publication : les petits nombres y sont cachés. "
    "Une fois fait, ce mois ne change plus : attendez que toutes les bornes aient envoyé."
)
_GROUPS: Final = (
    (
        "equipe",
        "Restent dans l’équipe",
        _TEAM_WORDS,
        [kind for kind in ExportKind if not kind.for_outsiders],
    ),
    (
        "dehors",
        "À donner dehors",
        _OUTSIDE_WORDS,
        [kind for kind in ExportKind if kind.for_outsiders],
    ),
)
"""Name of a group, its words, what must be known of its files, and them."""
_TOO_MANY: Final = (
    f"Vous attendez déjà {MOST_WAITING} fichiers : attendez qu’un soit prêt, ou arrêtez-en un."
)
_NONE: Final[dict[str, str]] = {}
_PIECE_BYTES: Final = 1 << 18
_NARROW: Final = "\u202f"


@get(EXPORTS, include_in_schema=False)
async def exports(request: Call) -> Page:
    """Show what can be made, and what was."""
    return await worked(partial(_exports, request))


@post(f"{EXPORTS}/faire", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def make(request: Call) -> Page:
    """Begin a file."""
    return await with_form(request, _make)


@get(f"{EXPORTS}/{{job:str}}", include_in_schema=False)
async def export_card(request: Call, job: FromPath[str]) -> Page:
    """Show how far a file is."""
    return await worked(partial(_card, request, job))


@post(f"{EXPORTS}/arreter", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def stop(request: Call) -> Page:
    """Stop a file."""
    return await with_form(request, _stop)


@get(f"{EXPORTS}/{{job:str}}/fichier", include_in_schema=False)
async def export_file(request: Call, job: FromPath[str]) -> Response[bytes] | File:
    """Give a file that is ready."""
    return await worked(partial(_file, request, job))


EXPORT_HANDLERS: Final = (exports, make, export_card, stop, export_file)


def _exports(request: Call) -> Page:
    asked = {str(name): str(value) for name, value in request.query_params.items()}
    month = month_of(paris_day(city_of(request).clock.now_utc())).previous()
    here = {
        export_form.KIND: ExportKind.CSV.value,
        export_form.FIRST: month.first.isoformat(),
        export_form.LAST: month.last.isoformat(),
    }
    return _form(request, export_form.typed_in({**here, **asked}))


def _form(request: Call, typed: dict[str, str], problems: Mapping[str, str] = _NONE) -> Page:
    """Show the form as it was typed, what is wrong beside its field, and the person's files."""
    city, entry = city_of(request), entered_of(request)
    with city.database.transaction() as unit:
        jobs = unit.export_jobs.of_account(entry.account.account_id)
    return page_of(
        request,
        "exports.html",
        status=400 if problems else 200,
        typed=typed,
        problems=problems,
        fields=export_form.FIELDS,
        groups=_GROUPS,
        cards=_cards(request, entry),
        sees_all=not entry.account.centres,
        visit_kinds=[(kind.value, words) for kind, words in KIND_WORDS.items()],
        hours=int(FILES_KEPT.total_seconds() // 3600),
        jobs=[
            (job, ExportKind(job.kind), _STATES[job.state], _days(job), _held(job)) for job in jobs
        ],
    )


def _make(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    codes = {card.code for card in _cards(request, entry)}
    today = paris_day(city_of(request).clock.now_utc())
    try:
        sees_all = not entry.account.centres
        wanted = export_form.wanted_in(form, codes, today, sees_all=sees_all)
        job_id = _files(request).ask(entry.account.account_id, wanted)
    except export_form.FormRefused as refused:
        return _form(request, export_form.typed_in(form), refused.problems)
    except Refused:
        return _form(request, export_form.typed_in(form), {export_form.KIND: _TOO_MANY})
    return back(to=f"{EXPORTS}/{job_id}")


def _cards(request: Call, entry: Entry) -> list[WireCentre]:
    with city_of(request).database.transaction() as unit:
        return [card for card in unit.fleet.centres() if entry.sees(card.code)]


def _card(request: Call, name: str) -> Page:
    job = _own(request, name)
    if job is None:
        return _missing(request)
    n_done, n_all = _files(request).far(job.job_id)
    return page_of(
        request,
        "export.html",
        job=job,
        kind=ExportKind(job.kind),
        held=_held(job),
        team_words=_TEAM_WORDS,
        outside_words=_OUTSIDE_WORDS,
        state=_STATES[job.state],
        days=_days(job),
        is_making=job.state is JobState.MAKING,
        # WCAG 2.2.1: a page reloads itself only for whom asked it to.
        is_followed=request.query_params.get("suivre") == "oui",
        is_ready=job.state is JobState.READY,
        n_done=n_done,
        n_all=n_all,
        until=when_of(job.made + int(FILES_KEPT.total_seconds())),
    )


def _stop(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    job = _own(request, form.get("fichier", ""))
    if job is None:
        return _missing(request)
    if job.state is JobState.MAKING:
        _files(request).stop(job)
    return back(to=f"{EXPORTS}/{job.job_id}")


def _file(request: Call, name: str) -> Response[bytes] | File:
    city, entry = city_of(request), entered_of(request)
    job = _own(request, name)
    path = file_of(city, job.job_id) if job is not None else None
    if job is None or path is None or job.state is not JobState.READY or not path.is_file():
        return _missing(request)
    with city.database.transaction() as unit:
        told = {"kind": job.kind, "sha256": job.sha256}
        note(city, unit, entry.account.account_id, "export_taken", job.job_id, **told)
    # In pieces: a file of a million rows never stands in the server's memory.
    return File(
        path,
        filename=job.file_name,
        media_type=ExportKind(job.kind).media_type,
        headers=SECURITY_HEADERS,
        chunk_size=_PIECE_BYTES,
    )


def _own(request: Call, name: str) -> ExportJob | None:
    """Return a file that the person asked for and may still see: nobody sees those of others."""
    entry = entered_of(request)
    with city_of(request).database.transaction() as unit:
        job = unit.export_jobs.get(name.replace("\0", "")[:24])
    if job is None or job.account_id != entry.account.account_id:
        return None
    # asked for the whole network, or for a centre that was taken from the account since
    centre = wanted_of(job).centre
    return job if not entry.account.centres or centre in entry.account.centres else None


def _missing(request: Call) -> Page:
    words = "Ce fichier n’existe pas, ou n’est plus gardé : demandez-le de nouveau."
    return page_of(request, "shut.html", status=404, notice=words)


def _held(job: ExportJob) -> str:
    """Return what a file that is ready holds: « 1 250 lignes », « un document »."""
    if job.state is not JobState.READY:
        return ""
    if not ExportKind(job.kind).is_list:
        return "un document"
    return f"{f'{job.n_rows:,}'.replace(',', _NARROW)} ligne{'s' if job.n_rows > 1 else ''}"


def _days(job: ExportJob) -> str:
    return wanted_of(job).period.title()


def _files(request: Call) -> ExportFiles:
    files: ExportFiles = request.app.state.exports
    return files
