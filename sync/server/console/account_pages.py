# SPDX-License-Identifier: AGPL-3.0-or-later
"""Accounts on HTTP: one's own, and all of them for the administration."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from litestar import get, post

from kiosk.foundation.errors import Refused
from sync.server.account_rights import is_below, is_within
from sync.server.accounts import (
    add_account,
    change_account,
    close_account,
    has_ended,
    is_right,
    reset_account,
    set_password,
)
from sync.server.console.access import Stage, note_refused, stage_of
from sync.server.console.account_words import sentence_of
from sync.server.console.agenda_view import when_of
from sync.server.console.frame import (
    MAX_FORM_BYTES,
    Call,
    Page,
    back,
    city_of,
    console_of,
    entered_of,
    page_of,
    sender_of,
    with_form,
    worked,
)
from sync.server.console.rules import HOME
from sync.server.known_browsers import guesser_of
from sync.server.roles import ROLE_WORDS, needs_second_factor

if TYPE_CHECKING:
    from sync.server.console.access import Entry

ACCOUNTS: Final = f"{HOME}/comptes"
OWN: Final = f"{HOME}/compte"


@get(OWN, include_in_schema=False)
async def own_account(request: Call) -> Page:
    """Show one's own account."""
    return await worked(partial(_own, request, ""))


@post(f"{OWN}/mot-de-passe", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def change_password(request: Call) -> Page:
    """Change one's own password."""
    return await with_form(request, _change_password)


@post(f"{OWN}/sessions", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def end_sessions(request: Call) -> Page:
    """End one's own other sessions."""
    return await with_form(request, _end_sessions)


@get(ACCOUNTS, include_in_schema=False)
async def accounts(request: Call) -> Page:
    """Show all accounts."""
    return await worked(partial(_accounts, request, ""))


@post(f"{ACCOUNTS}/ajouter", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def add(request: Call) -> Page:
    """Open an account."""
    return await with_form(request, _add)


@post(f"{ACCOUNTS}/changer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def change(request: Call) -> Page:
    """Change roles and centres of an account."""
    return await with_form(request, _change)


@post(f"{ACCOUNTS}/remettre", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def reset(request: Call) -> Page:
    """Give an account a new password and let it enrol its second factor anew."""
    return await with_form(request, _reset)


@post(f"{ACCOUNTS}/fermer", include_in_schema=False, request_max_body_size=MAX_FORM_BYTES)
async def close(request: Call) -> Page:
    """Close an account."""
    return await with_form(request, _close)


ACCOUNT_HANDLERS: Final = (
    own_account,
    change_password,
    end_sessions,
    accounts,
    add,
    change,
    reset,
    close,
)


def _own(request: Call, notice: str, status: int = 200) -> Page:
    entry = entered_of(request)
    city = city_of(request)
    with city.database.transaction() as unit:
        sessions = unit.accounts.sessions_of(entry.account.account_id)
    return page_of(
        request,
        "account.html",
        status=status,
        notice=notice,
        roles=[words for role, words in ROLE_WORDS.items() if role.value in entry.account.roles],
        centres=entry.account.centres,
        has_factor=entry.account.is_proven,
        sessions=[
            (when_of(one.opened), when_of(one.seen), one.token_hash == entry.token_hash)
            for one in sessions
        ],
    )


def _change_password(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    city, one, guesses = city_of(request), entry.account, console_of(request).guesses
    with guesses.turn:
        who = guesser_of(city, one, one.login, sender_of(request))
        try:
            guesses.wait(city, who)
        except Refused as error:
            return _own(request, sentence_of(error), 429)
        if not is_right(city, one, form.get("ancien", "")):
            note_refused(city, guesses, who, one)
            return _own(request, "Le mot de passe actuel n’est pas le bon.", 400)
    if form.get("nouveau", "") != form.get("encore", ""):
        return _own(request, "Les deux mots de passe ne sont pas les mêmes.", 400)
    try:
        set_password(
            city, one.account_id, form["nouveau"], by=one.account_id, session=entry.token_hash
        )
    except (Refused, KeyError) as error:
        words = sentence_of(error) if isinstance(error, Refused) else "Écrivez un mot de passe."
        return _own(request, words, 400)
    return _own(request, "Le mot de passe est changé. Les autres sessions sont fermées.")


def _end_sessions(request: Call, entry: Entry, _form: dict[str, str]) -> Page:
    with city_of(request).database.transaction() as unit:
        unit.accounts.close_sessions_of(entry.account.account_id, but=entry.token_hash)
    return back(to=OWN)


def _accounts(request: Call, notice: str, status: int = 200) -> Page:
    city, entry = city_of(request), entered_of(request)
    own = entry.account
    with city.database.transaction() as unit:
        every = [one for one in unit.accounts.every() if is_within(one, own.centres)]
        cards = [card for card in unit.fleet.centres() if entry.sees(card.code)]
    names = {card.code: card.name for card in cards}
    given = own.roles if own.centres else ROLE_WORDS
    return page_of(
        request,
        "accounts.html",
        status=status,
        notice=notice,
        roles=[(role.value, words) for role, words in ROLE_WORDS.items() if role in given],
        cards=cards,
        sees_all=not own.centres,
        lines=[
            {
                "id": one.account_id,
                "login": one.login,
                "roles": one.roles,
                "centres": [names.get(code, code) for code in one.centres],
                "codes": one.centres,
                "factor": _factor_words(one.is_proven, one.roles),
                "is_below": is_below(one, own),
                "is_waiting": stage_of(one, is_proven=True) is not Stage.OPEN,
                "is_ended": has_ended(city, one),
                "closed": "" if one.closed is None else when_of(one.closed),
            }
            for one in every
        ],
    )


def _factor_words(is_proven: bool, roles: tuple[str, ...]) -> str:  # noqa: FBT001 - the fact itself
    if is_proven:
        return "posé"
    return "à poser à la prochaine entrée" if needs_second_factor(roles) else "non demandé"


def _add(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    login = form.get("identifiant", "")
    by = entry.account.account_id
    roles, centres = _chosen(form, "role_"), _chosen(form, "centre_")
    try:
        _, password = add_account(city_of(request), login, roles, centres, by=by)
    except Refused as error:
        return _accounts(request, sentence_of(error), 400)
    return page_of(request, "given_password.html", name=login.strip().lower(), password=password)


def _change(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    roles, centres = _chosen(form, "role_"), _chosen(form, "centre_")
    by, account_id = entry.account.account_id, form.get("compte", "")
    try:
        change_account(city_of(request), account_id, roles, centres, by=by)
    except Refused as error:
        return _accounts(request, sentence_of(error), 400)
    return back(to=ACCOUNTS)


def _reset(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    city, account_id = city_of(request), form.get("compte", "")
    try:
        password = reset_account(city, account_id, by=entry.account.account_id)
    except Refused as error:
        return _accounts(request, sentence_of(error), 400)
    with city.database.transaction() as unit:
        one = unit.accounts.get(account_id)
    name = one.login if one else ""
    return page_of(request, "given_password.html", name=name, password=password)


def _close(request: Call, entry: Entry, form: dict[str, str]) -> Page:
    try:
        close_account(city_of(request), form.get("compte", ""), by=entry.account.account_id)
    except Refused as error:
        return _accounts(request, sentence_of(error), 400)
    return back(to=ACCOUNTS)


def _chosen(form: dict[str, str], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in form if name.startswith(prefix)]
