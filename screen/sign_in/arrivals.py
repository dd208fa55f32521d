"""Those of whom another system says who they are: taken in with a session of ours, or turned away in words.

What that system said begins a session and nothing more: from then on only the session counts.
"""

import logging
import secrets
from datetime import UTC, datetime
from typing import Literal

from sqlalchemy.exc import IntegrityError
from starlette.requests import Request
from starlette.responses import RedirectResponse

from config.sign_in import ClaimMapping
from screen.frame import services
from screen.sign_in import claims, cookie, gate
from screen.sign_in.claims import Claims, NotAdmitted
from screen.sign_in.session import COOKIE, DEVICE_COOKIE, device_of, session_of
from store.errors import OwnDatabaseUnusable
from store.own import access_log, identities, tries, users
from store.own.access_log import Details
from store.own.database import transaction
from store.own.identities import Arrival, Way
from store.own.sessions import Session
from store.own.tries import Counter, Waiting
from store.own.users import User, UsersRefused

# why the next page says that nobody is signed in; seconds that it takes to open, also on a slow line
SAID_COOKIE = "saumaton_said"
SAID_SECONDS = 30
LONGEST_PLACE = 2000
Said = Literal["no_name", "no_role", "taken", "again", "cancelled", "failed", "elsewhere", "not_logged", "signed_out"]
CALLED: dict[Way, str] = {"oidc": "OpenID Connect", "proxy": "proxy header"}  # in the access log


class TurnedAway(Exception):
    """Somebody does not get in: `said` is why, `who` their user name as far as it is known."""

    def __init__(self, said: Said, who: str = access_log.NOBODY) -> None:
        super().__init__(said)
        self.said, self.who = said, who


def place_of(request: Request) -> str:
    """Where in the dashboard somebody was going before they signed in: a path with its parameters."""
    place = request.query_params.get("to", "/")
    elsewhere = place.startswith("//") or "\\" in place or not place.isprintable() or len(place) > LONGEST_PLACE
    return "/" if elsewhere or not place.startswith("/") else place


def device(request: Request) -> str:
    """The name of the browser that asks, as its cookie proves, else a new one."""
    return device_of(request.cookies.get(DEVICE_COOKIE, ""), services.key()) or secrets.token_hex(16)


def taken_in(request: Request, way: Way, said: Claims, mapping: ClaimMapping, of: str = "", known: str = "") -> Session:
    """A session of who another system says that somebody is: that of the browser, where it is theirs and holds,
    else a new one. `of`: that system; `known`: the name of the browser. Raises TurnedAway, and
    OwnDatabaseUnusable.
    """
    try:
        arrival = claims.arrival_of(way, said, mapping, of)
    except NotAdmitted as refused:
        _end(way, refused)
        raise TurnedAway(refused.fault, refused.who or access_log.NOBODY) from refused
    try:
        user = _user(arrival, _address(request))
        held = session_of(request.cookies.get(COOKIE, ""), services.key())
        if held and held.user_name == user.user_name and gate.user_of(held, datetime.now(UTC)):
            return held
        return gate.begin(user, CALLED[way], _address(request), known, has_cookie=True)
    except UsersRefused as refused:
        raise TurnedAway("taken", arrival.user_name) from refused
    except (IntegrityError, gate.UserChanged) as error:  # the same one came twice at once, or was removed meanwhile
        raise TurnedAway("again", arrival.user_name) from error


def welcome(request: Request, session: Session, known: str, place: str) -> RedirectResponse:
    """Lead on to where somebody was going, with the cookies of their session."""
    answer = RedirectResponse(place, 303)
    answer.delete_cookie(SAID_COOKIE, **cookie.kind(request))
    cookie.issue(answer, request, session, known)
    return answer


def turn_away(request: Request, way: Way, refused: TurnedAway) -> RedirectResponse:
    """Log that somebody did not get in, and lead back to the sign-in page, which says why. Who does so again and again
    is logged no more for a while; that is counted apart from passwords, which it does not hold back.
    """
    own, now, address = services.own(), datetime.now(UTC), _address(request)
    said = refused.said
    try:
        tries.take(own, [Counter(f"arrival {tries.network(address)}", 20, tries.FIRST_WAIT)], now)
        scope = f"{CALLED[way]}: {said}"
        access_log.write(own, refused.who, "sign_in_failed", now, scope, Details(address=address))
    except Waiting:
        pass
    except OwnDatabaseUnusable:
        said = "not_logged"
    return back(request, said)


def back(request: Request, said: Said) -> RedirectResponse:
    """Lead to the first page, which says something of a sign-in."""
    answer = RedirectResponse("/", 303)
    answer.set_cookie(SAID_COOKIE, said, SAID_SECONDS, **cookie.kind(request))
    return answer


def _user(arrival: Arrival, address: str) -> User:
    """The user who comes, as the other system says it now; what that changes here is logged. Raises UsersRefused where
    the user name is that of somebody else.
    """
    own, now = services.own(), datetime.now(UTC)
    before = identities.find(own, arrival.way, arrival.subject)
    told = f"{arrival.role} {arrival.agency or arrival.ministry or ''}".strip()
    if before is None:
        details, scope = Details(arrival.role, address), f"{arrival.user_name}: {told}, by {CALLED[arrival.way]}"
        with access_log.logged(own, arrival.user_name, "user_added", now, scope, details) as connection:
            return identities.add(connection, arrival, now)
    said = (arrival.name, arrival.role, arrival.agency, arrival.ministry)
    if said != (before.name, before.role, before.agency, before.ministry):
        details, scope = Details(before.role, address), f"{before.user_name}: {told}, by {CALLED[arrival.way]}"
        with access_log.logged(own, before.user_name, "user_changed", now, scope, details) as connection:
            identities.change(connection, before, arrival)
    return users.find_user(own, before.user_name) or before


def _end(way: Way, refused: NotAdmitted) -> None:
    """End the sessions of somebody who has had a role and has none any more."""
    own = services.own()
    if refused.subject and (user := identities.find(own, way, refused.subject)):
        logging.getLogger(__name__).warning("the sessions of %s end: no role is said of them", user.user_name)
        with transaction(own) as connection:
            users.end_sessions(connection, user.user_name)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
