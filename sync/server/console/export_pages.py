# SPDX-License-Identifier: AGPL-3.0-or-later
"""Exports on HTTP: who asks, which days; a page that reloads itself until the file is ready."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import Response, get, post
from litestar.params import FromPath  # noqa: TC002 - Litestar reads it at run time

from kiosk.domain.attendance import VisitKind
from kiosk.domain.disclosure import period_name
from kiosk.domain.periods import Period, month_of, parse_day
from kiosk.exports.registry import AUDIENCES, ExportKind
from kiosk.exports.rows import KIND_WORDS
from kiosk.foundation.clock import paris_day
from kiosk.foundation.errors import Refused
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
from sync.server.export_files import FILES_KEPT, ExportFiles, Wanted, file_of, wanted_of
from sync.server.journal import note
from sync.server.storage.export_jobs import ExportJob, JobState

if TYPE_CHECKING:
    from sync.server.console.access import Entry

EXPORTS: Final = f"{HOME}/exports"
_STATES: Final = {
    JobState.MAKING: "en cours",
    JobState.READY: "prêt",
    JobState.STOPPED: "arrêté",
    JobState.FAILED: "pas fait",
}
_WHOLE_NETWORK: Final = (
    "Ces tableaux sont de tout le réseau et de toute aide : ne choisissez ni centre, ni sorte."
)
_NO_TABLES: Final = {
    "period_not_calendar": "Il faut un mois, un trimestre ou une année entière.",
    "period_not_closed": "Cette période n’est pas finie : attendez le mois suivant.",
}


@get(EXPORTS, include_in_schema=False)
async def exports(request: Call) -> Page:
    """Show what can be made, and what was."""
    return await worked(partial(_exports, request, ""))


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
async def export_file(request: Call, job: FromPath[str]) -> Page:
    """Give a file that is ready."""
    return await worked(partial(_file, request, job))


EXPORT_HANDLERS: Final = (exports, make, export_card, stop, export_file)


def _exports(request: Call, notice: str, status: int = 200) -> Page:
    city, entry = city_of(request), entered_of(request)
    with city.database.transaction() as unit:
        jobs = unit.export_jobs.of_account(entry.account.account_id)
        cards = [card for card in unit.fleet.centres() if entry.sees(card.code)]
    period = month_of(paris_day(city.clock.now_utc())).previous()
    return page_of(
        request,
        "exports.html",
        status=status,
        notice=notice,
        kinds=list(ExportKind),
        cards=cards,
        sees_all=not entry.account.centres,
        visit_kinds=[(kind.value, words) for kind, words in KIND_WORDS.items()],
        first=period.first.isoformat(),
        last=period.last.isoformat(),
        hours=int(FILES_KEPT.total_seconds() // 3600),
        jobs=[
            (job.job_id, ExportKind(job.kind).words, _STATES[job.state], _days(job), job.n_rows)
            for job in jobs
        ],
    )


def _make(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    centre, visit_kind = form.get("centre", ""), form.get("sorte", "")
    if entry.account.centres and not centre:
        return _exports(request, "Choisissez un de vos centres.", 400)
    try:
        kind = ExportKind(form.get("fichier", ""))
        if visit_kind:
            VisitKind(visit_kind)
        period = Period(parse_day(form.get("du", "")), parse_day(form.get("au", "")))
    except (ValueError, Refused):
        return _exports(request, "La période ou le fichier n’est pas lisible.", 400)
    if kind in AUDIENCES and not entry.account.centres and (centre or visit_kind):
        return _exports(request, _WHOLE_NETWORK, 400)
    if kind in AUDIENCES:
        return _make_tables(request, entry, Wanted(kind, period))
    wanted = Wanted(kind, period, centre, visit_kind)
    job_id = _files(request).ask(entry.account.account_id, wanted)
    return back(to=f"{EXPORTS}/{job_id}")


def _make_tables(request: Call, entry: Entry, wanted: Wanted) -> Page:
    """Begin tables that hide small numbers: of the whole network, over periods that are over."""
    if entry.account.centres:
        told = "Ces tableaux sont de tout le réseau : demandez-les à la coordination de la ville."
        return _exports(request, told, 400)
    try:
        period_name(wanted.period, today=paris_day(city_of(request).clock.now_utc()))
    except Refused as error:
        return _exports(request, _NO_TABLES[error.reason], 400)
    job_id = _files(request).ask(entry.account.account_id, wanted)
    return back(to=f"{EXPORTS}/{job_id}")


def _card(request: Call, name: str) -> Page:
    job = _own(request, name)
    if job is None:
        return _missing(request)
    n_done, n_rows = _files(request).far(job.job_id)
    return page_of(
        request,
        "export.html",
        job=job,
        words=ExportKind(job.kind).words,
        state=_STATES[job.state],
        days=_days(job),
        is_making=job.state is JobState.MAKING,
        is_ready=job.state is JobState.READY,
        n_done=n_done,
        n_rows=n_rows,
        until=when_of(job.made + int(FILES_KEPT.total_seconds())),
    )


def _stop(request: Call, _entry: Entry, form: dict[str, str]) -> Page:
    job = _own(request, form.get("fichier", ""))
    if job is None:
        return _missing(request)
    if job.state is JobState.MAKING:
        _files(request).stop(job)
    return back(to=f"{EXPORTS}/{job.job_id}")


def _file(request: Call, name: str) -> Page:
    city, entry = city_of(request), entered_of(request)
    job = _own(request, name)
    path = file_of(city, job.job_id) if job is not None else None
    if job is None or path is None or job.state is not JobState.READY or not path.is_file():
        return _missing(request)
    with city.database.transaction() as unit:
        told = {"kind": job.kind, "sha256": job.sha256}
        note(city, unit, entry.account.account_id, "export_taken", job.job_id, **told)
    return Response(
        path.read_bytes(),
        media_type=ExportKind(job.kind).media_type,
        headers={
            **SECURITY_HEADERS,
            "content-disposition": f'attachment; filename="{job.file_name}"',
        },
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


def _days(job: ExportJob) -> str:
    return wanted_of(job).period.title()


def _files(request: Call) -> ExportFiles:
    files: ExportFiles = request.app.state.exports
    return files
