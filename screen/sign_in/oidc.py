"""Sign-in by a provider of OpenID Connect: authorization code with PKCE, state and nonce (OpenID Connect Core 1.0, 3.1;
RFC 7636), and RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0).

What was begun is kept by the browser that began it, in a cookie that only the answer of the provider brings here.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from authlib.integrations.starlette_client import StarletteIntegration, StarletteOAuth2App
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from config.sign_in import OpenIdConnect
from screen.frame import services
from screen.sign_in import arrivals, cookie
from screen.sign_in.arrivals import TurnedAway
from screen.sign_in.session import sealed, unsealed
from store.errors import OwnDatabaseUnusable
from store.own import identities
from store.own.sessions import Session

BEGIN, CALLBACK, END, ENDED = "/oidc/sign-in", "/oidc/callback", "/oidc/sign-out", "/oidc/signed-out"
BEGUN_COOKIE = "saumaton_oidc"
BEGUN_LASTS = timedelta(minutes=10)
TOKEN_COOKIE = "saumaton_oidc_token"  # noqa: S105 (the name of a cookie)
LONGEST_TOKEN = 3800  # bytes; browsers keep no cookie above 4096 with its name
TIMEOUT_SECONDS = 5
# a provider proves what it says by its own key, never by a secret that we share, and never not at all
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")

_log = logging.getLogger(__name__)


async def begin(request: Request) -> Response:
    """Send the browser to the provider."""
    said = _said()
    if said is None:
        return Response(status_code=404)
    try:
        found = await _client(said).create_authorization_url(said.address + CALLBACK)
    except Exception as error:
        _log.warning("the provider cannot be asked: %r", error)
        return await run_in_threadpool(arrivals.turn_away, request, "oidc", TurnedAway("failed"))
    kept = {name: found[name] for name in ("state", "nonce", "code_verifier")}
    kept |= {"to": arrivals.place_of(request), "device": arrivals.device(request)}
    answer = RedirectResponse(found["url"], 303)
    content = sealed("oidc", kept, services.key(), BEGUN_LASTS)
    answer.set_cookie(BEGUN_COOKIE, content, int(BEGUN_LASTS.total_seconds()), **_of_callback(request))
    return answer


async def callback(request: Request) -> Response:
    """Begin a session for whom the provider names, in the browser that asked it, once for each answer."""
    said = _said()
    if said is None:
        return Response(status_code=404)
    kept = unsealed(request.cookies.get(BEGUN_COOKIE, ""), services.key(), "oidc")
    try:
        claims, token = await _asked(said, request, kept)
        session = await run_in_threadpool(_session, said, request, claims, kept)
        answer = arrivals.welcome(request, session, kept["device"], kept["to"])
        if len(token) <= LONGEST_TOKEN:
            lasts = int(services.settings().session_lasts.total_seconds())
            answer.set_cookie(TOKEN_COOKIE, token, lasts, **_of_end(request))
    except TurnedAway as refused:
        answer = await run_in_threadpool(arrivals.turn_away, request, "oidc", refused)
    except OwnDatabaseUnusable:
        answer = arrivals.back(request, "not_logged")
    answer.delete_cookie(BEGUN_COOKIE, **_of_callback(request))
    return answer


async def end(request: Request) -> Response:
    """Send a browser whose session has ended to the provider, so that its session there ends too, where it offers that.
    Only a page of ours has the browser bring the token by which the provider knows whose session that is.
    """
    said = _said()
    if said is None:
        return Response(status_code=404)
    token = request.cookies.get(TOKEN_COOKIE)
    try:
        found = await _client(said).create_logout_url(said.address + ENDED, token, client_id=said.client_id)
        answer: Response = RedirectResponse(found["url"], 303)
    except Exception as error:
        _log.warning("nobody is signed out at the provider: %r", error)
        answer = arrivals.back(request, "signed_out")
    answer.delete_cookie(TOKEN_COOKIE, **_of_end(request))
    return answer


async def ended(request: Request) -> Response:
    """Where the provider sends the browser when it has signed out there."""
    return arrivals.back(request, "signed_out") if _said() else Response(status_code=404)


async def _asked(said: OpenIdConnect, request: Request, kept: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The claims of whom the provider names, and its ID token. Raises TurnedAway."""
    given = request.query_params
    if "error" in given:  # not every provider says the state with it
        raise TurnedAway("cancelled" if given["error"] == "access_denied" else "failed")
    if not kept or not compare_digest(kept["state"].encode(), given.get("state", "").encode()):
        raise TurnedAway("again")
    client = _client(said)
    try:
        metadata = await client.load_server_metadata()
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS]
        proof = {"code": given.get("code", ""), "code_verifier": kept["code_verifier"]}
        token = await client.fetch_access_token(said.address + CALLBACK, **proof)
        right = {"iss": [said.issuer], "aud": [said.client_id]}
        must = {name: {"essential": True, "values": values} for name, values in right.items()}
        claims = dict(await client.parse_id_token(token, kept["nonce"], must))
        audience = claims["aud"]  # looked at again, because versions of Authlib differ in what they pass without a word
        if said.client_id not in (audience if isinstance(audience, list) else [audience]):
            raise ValueError("the ID token is for another client")
        if said.userinfo:
            more = await client.userinfo(token=token)
            if more.get("sub") != claims["sub"]:
                raise ValueError("what is told of a user is of another")
            claims = {**more, **claims}
        return claims, token["id_token"]
    except Exception as error:
        _log.warning("the answer of the provider is refused: %r", error)
        raise TurnedAway("failed") from error


def _session(said: OpenIdConnect, request: Request, claims: Mapping[str, Any], kept: Mapping[str, Any]) -> Session:
    answer = sha256(kept["state"].encode()).hexdigest()
    if not identities.use_once(services.own(), answer, datetime.now(UTC)):
        raise TurnedAway("again")
    return arrivals.taken_in(request, "oidc", claims, said.mapping, said.issuer, kept["device"])


def _said() -> OpenIdConnect | None:
    return services.settings().sign_in.oidc


@cache
def _client(said: OpenIdConnect) -> StarletteOAuth2App:
    return StarletteOAuth2App(
        StarletteIntegration("oidc"),
        "oidc",
        client_id=said.client_id,
        client_secret=said.client_secret,
        server_metadata_url=said.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": said.scope, "code_challenge_method": "S256", "timeout": TIMEOUT_SECONDS},
    )


def _of_callback(request: Request) -> dict[str, Any]:
    """The provider sends the browser back from another site, so this cookie cannot be strict."""
    return {**cookie.kind(request), "path": CALLBACK, "samesite": "lax"}


def _of_end(request: Request) -> dict[str, Any]:
    return {**cookie.kind(request), "path": END}


ROUTES = [Route(BEGIN, begin), Route(CALLBACK, callback), Route(END, end), Route(ENDED, ended)]
