# SPDX-License-Identifier: AGPL-3.0-or-later
"""The door of the console: password, code, enrolment of the second factor, forced change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import Response, get, post
from litestar.datastructures import Cookie

from kiosk.foundation.errors import Refused
from sync.server.accounts import set_password
from sync.server.console import access
from sync.server.console.account_words import sentence_of
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    TEMPLATES,
    Call,
    Page,
    back,
    city_of,
    console_of,
    door,
    expired_form,
    is_same_origin,
    page_of,
    sender_of,
    visitor_of,
    worked,
)
from sync.server.console.qr import qr_svg
from sync.server.console.rules import HOME, navigation
from sync.server.known_browsers import KNOWN_S, mark_for
from sync.server.second_factor import address_of as telephone_address

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.server.storage.accounts import Account

_GROUP: Final = 4
_WRONG: Final = "L’identifiant ou le mot de passe n’est pas le bon."
_WRONG_CODE: Final = "Ce code n’est pas le bon, ou a déjà servi. Attendez le suivant."


@get(HOME, include_in_schema=False)
async def home(request: Call) -> Page:
    """Show what is asked next, or the first page of the roles."""
    return await worked(partial(_home, request))


@get(f"{HOME}/style.css", include_in_schema=False)
async def style() -> Page:
    """Give the style sheet."""
    return Response((TEMPLATES / "style.css").read_bytes(), media_type="text/css")


@post(f"{HOME}/entrer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def enter(request: Call) -> Page:
    """Look at a password."""
    form = await request.form()
    login, password = str(form.get("identifiant", "")), str(form.get("mot_de_passe", ""))
    return await worked(partial(_enter, request, login, password))


@post(f"{HOME}/entrer/code", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def give_code(request: Call) -> Page:
    """Look at a code of the telephone, or at one of recovery."""
    return await _at_stage(request, access.Stage.CODE, _give_code)


@post(f"{HOME}/entrer/second", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def enrol(request: Call) -> Page:
    """Prove the second factor by its first code."""
    return await _at_stage(request, access.Stage.ENROL, _enrol)


@post(f"{HOME}/entrer/mot-de-passe", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def choose_password(request: Call) -> Page:
    """Put a password of one's own in the place of the one given."""
    return await _at_stage(request, access.Stage.PASSWORD, _choose_password)


@post(f"{HOME}/sortir", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def leave(request: Call) -> Page:
    """End the session."""
    return await _at_stage(request, None, _leave)


DOOR_HANDLERS: Final = (home, style, enter, give_code, enrol, choose_password, leave)


async def _at_stage(
    request: Call,
    stage: access.Stage | None,
    act: Callable[[Call, access.Entry, dict[str, str]], Page],
) -> Page:
    """Do what a form asks, if it comes from a page of this session and at its stage."""
    fields = await request.form()
    form = {str(name): str(value).replace("\0", "") for name, value in fields.items()}

    def acted() -> Page:
        entry = visitor_of(request)
        if entry is None:
            return door(request, "Entrez de nouveau, puis recommencez.", status=403)
        if not access.is_own_form(entry, form.get("jeton", "")):
            return expired_form(request)
        if stage is not None and entry.stage is not stage:
            return back()
        return act(request, entry, form)

    return await worked(acted)


def _home(request: Call) -> Page:
    entry = visitor_of(request)
    if entry is None:
        return door(request, "")
    if entry.stage is access.Stage.OPEN:
        links = navigation(entry.account.roles, entry.account.centres)
        return back(to=links[0][0] if links else f"{HOME}/compte")
    return _stage_page(request, entry, "")


def _stage_page(request: Call, entry: access.Entry, notice: str, status: int = 200) -> Page:
    told = {"csrf": entry.csrf, "notice": notice}
    if entry.stage is not access.Stage.ENROL:
        name = "code.html" if entry.stage is access.Stage.CODE else "password.html"
        return page_of(request, name, status=status, **told)
    secret = access.secret_to_enrol(city_of(request), entry)
    groups = [secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)]
    qr = qr_svg(telephone_address(secret, entry.account.login))
    return page_of(request, "enrol.html", status=status, secret=" ".join(groups), qr=qr, **told)


def _enter(request: Call, login: str, password: str) -> Page:
    if not is_same_origin(request):
        return door(request, "Revenez par la page de la console.", status=403)
    guesses = console_of(request).guesses
    try:
        token = access.enter(
            city_of(request), login, password, guesses=guesses, sender=sender_of(request)
        )
    except Refused as error:
        status = 403 if error.reason == "password_ended" else 429
        return door(request, sentence_of(error), status=status)
    if token is None:
        return door(request, _WRONG, status=403)
    cookies = [_cookie(request, token)]
    entry = access.entry_of(city_of(request), token)
    if entry is not None and entry.stage is access.Stage.OPEN:
        cookies.append(_mark(request, entry.account))
    return back(cookies=cookies)


def _give_code(request: Call, entry: access.Entry, form: dict[str, str]) -> Page:
    guesses = console_of(request).guesses
    try:
        token = access.give_code(
            city_of(request),
            entry,
            form.get("code", ""),
            guesses=guesses,
            sender=sender_of(request),
        )
    except Refused as error:
        return _stage_page(request, entry, sentence_of(error), status=429)
    if token is None:
        return _stage_page(request, entry, _WRONG_CODE, status=403)
    return back(cookies=[_cookie(request, token), _mark(request, entry.account)])


def _enrol(request: Call, entry: access.Entry, form: dict[str, str]) -> Page:
    done = access.enrol(city_of(request), entry, form.get("code", ""))
    if done is None:
        return _stage_page(request, entry, _WRONG_CODE, status=403)
    token, codes = done
    page = page_of(request, "recovery.html", codes=codes)
    page.set_cookie(_cookie(request, token))
    page.set_cookie(_mark(request, entry.account))
    return page


def _choose_password(request: Call, entry: access.Entry, form: dict[str, str]) -> Page:
    password = form.get("nouveau", "")
    if password != form.get("encore", ""):
        words = "Les deux mots de passe ne sont pas les mêmes."
        return _stage_page(request, entry, words, status=400)
    account_id = entry.account.account_id
    try:
        set_password(
            city_of(request), account_id, password, by=account_id, session=entry.token_hash
        )
    except Refused as error:
        return _stage_page(request, entry, sentence_of(error), status=400)
    return back(cookies=[_mark(request, entry.account)])


def _leave(request: Call, entry: access.Entry, _form: dict[str, str]) -> Page:
    access.leave(city_of(request), entry)
    return back()


def _mark(request: Call, one: Account) -> Cookie:
    """Return what tells, at the next entry, that this browser entered the account before."""
    name, value = mark_for(city_of(request), one, request.cookies)
    return _kept(request, name, value, KNOWN_S)


def _cookie(request: Call, token: str) -> Cookie:
    return _kept(request, access.COOKIE, token, access.SESSION_S)


def _kept(request: Call, name: str, value: str, max_age_s: int) -> Cookie:
    """Return a cookie of the console, kept from scripts and from other sites."""
    return Cookie(
        key=name,
        value=value,
        path=HOME,
        max_age=max_age_s,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
