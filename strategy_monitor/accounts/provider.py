"""The provider of OpenID Connect, as this site asks it: who comes in, and whether they still may.

Loaded by who needs it alone, and never where no directory is configured: its libraries take some megabytes.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.django_client import DjangoIntegration, OAuth
from authlib.integrations.django_client.apps import DjangoOAuth2App
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from joserfc.jwt import JWTClaimsRegistry

from strategy_monitor.accounts.refusals import DirectoryAway, DirectoryRefused, NotAskedAgain, SignInLost, TooWeak
from strategy_monitor.web.directory import Directory

SIGNED_BY = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA"]
"""Signatures with a private key. Libraries take what the provider lists, which may be « none »: Canaille lists it."""
PATIENCE = 5.0
"""Seconds for which the provider is waited for."""
AWAY_FOR = 5.0
"""Seconds for which nobody else waits for it after it did not answer."""
KEYS_AGAIN = 60.0
"""Seconds before the provider is asked for its keys once more, whatever key a token names."""
SIGN_IN_LASTS = 900
"""Seconds within which who goes to the provider is to come back."""
SIGN_INS_AT_ONCE = 4
"""Sign-ins that may be under way in one browser."""
LEEWAY = 120
"""Seconds by which its clock and ours may differ."""
RSA_BYTES = 256
"""Of a modulus, at least. Longer ones are better, and providers draw 2,048 bits unless they are told otherwise."""
LOGOUT_LIFE = 300
"""Seconds for which a logout token is looked at, where it does not say less itself."""


class OpenIdProvider(DjangoOAuth2App):
    """Holds what the provider says of itself to what is configured."""

    keys_at = -KEYS_AGAIN
    away_at = -AWAY_FOR

    def load_server_metadata(self) -> Any:
        told = super().load_server_metadata()
        if told.get("issuer") != settings.DIRECTORY.issuer:
            told.pop("_loaded_at", None)  # Authlib's: to be asked again, once that is set right
            raise DirectoryRefused(f"issuer {told.get('issuer')!r}")
        told["id_token_signing_alg_values_supported"] = SIGNED_BY
        return told

    def fetch_jwk_set(self, force: bool = False) -> Any:
        if force and time.monotonic() - self.keys_at < KEYS_AGAIN:
            raise DirectoryRefused("a key that it does not name")
        self.keys_at = time.monotonic() if force else self.keys_at
        told = super().fetch_jwk_set(force=force)
        return told | {"keys": [one for one in told["keys"] if is_long_enough(one)]}


def is_long_enough(key: dict[str, Any]) -> bool:
    """Whether nobody finds the other half of this public key (JWK); of those that are not RSA, curves see to it."""
    return key.get("kty") != "RSA" or len(str(key.get("n", ""))) * 6 // 8 >= RSA_BYTES


def cannot_now(response: Any) -> bool:
    """Whether it did not answer the question: it has too much to do, or is not well."""
    return response is None or response.status_code in {408, 429} or response.status_code >= 500


def look_at_status(session: Any) -> None:
    """Authlib reads « too many requests » as an answer: an error of the moment would be a refusal."""

    def look(response: Any) -> Any:
        if cannot_now(response):
            response.raise_for_status()
        return response

    session.register_compliance_hook("access_token_response", look)


class Begun(DjangoIntegration):
    """Keeps the sign-ins that were begun in a session: anybody may begin one, as often as they like."""

    expires_in = SIGN_IN_LASTS

    def set_state_data(self, session: Any, state: str, data: dict[str, Any]) -> None:
        begun = [key for key in dict(session) if key.startswith(f"_state_{self.name}_")]
        for key in begun[: 1 - SIGN_INS_AT_ONCE]:
            del session[key]
        super().set_state_data(session, state, data)


class Clients(OAuth):
    oauth2_client_cls = OpenIdProvider
    framework_integration_cls = Begun


@cache
def provider_of(directory: Directory) -> OpenIdProvider:
    """One for each process: it keeps what the provider says of itself, and its keys."""
    client: OpenIdProvider = Clients().register(
        "directory",
        client_id=directory.client,
        client_secret=directory.secret,
        server_metadata_url=f"{directory.issuer.rstrip('/')}/.well-known/openid-configuration",
        compliance_fix=look_at_status,
        client_kwargs={
            "scope": directory.scopes,
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
            "leeway": 0,  # seconds; a token that is used at once is not renewed first, which would spend the next one
        },
    )
    return client


@contextmanager
def asking(by_anybody: bool = True) -> Iterator[OpenIdProvider]:
    """The provider. Raises SignInLost, DirectoryAway or DirectoryRefused for whatever goes wrong while it is asked.

    Where anybody may ask, one process after the other would wait for it while it is away.
    """
    provider = provider_of(settings.DIRECTORY)
    if by_anybody and time.monotonic() - provider.away_at < AWAY_FOR:
        raise DirectoryAway("it did not answer just now")
    try:
        yield provider
    except MismatchingStateError as error:
        raise SignInLost from error
    except requests.HTTPError as error:
        raise (DirectoryAway if cannot_now(error.response) else DirectoryRefused)(str(error)) from error
    except requests.RequestException as error:
        provider.away_at = time.monotonic()
        raise DirectoryAway(type(error).__name__) from error
    except (OAuthError, JoseError, KeyError, RuntimeError, TypeError, ValueError) as error:
        raise DirectoryRefused(f"{type(error).__name__}: {error}") from error


def lead_to_provider(request: HttpRequest, anew: bool = False) -> HttpResponse:
    """The way there: with a state, a nonce and a challenge (PKCE), which the session keeps for so long.

    `anew`: whoever is signed in there is asked again who they are.
    """
    wanted: dict[str, Any] = {"prompt": "login", "max_age": 0} if anew else {}
    wanted |= {"acr_values": " ".join(settings.DIRECTORY.acr)} if settings.DIRECTORY.acr else {}
    back = settings.SITE_URL + reverse("account-returned")
    with asking() as provider:
        response: HttpResponse = provider.authorize_redirect(request, back, **wanted)
    if not request.user.is_authenticated:
        request.session.set_expiry(SIGN_IN_LASTS)
    return response


def read_return(request: HttpRequest) -> tuple[dict[str, Any], str]:
    """What the provider says of who comes back, and the token by which it is asked again; empty where it gave none.

    What stands in the address is anybody's word, and not written into the log but for the name of an error.
    """
    if told := request.GET.get("error"):
        raise DirectoryRefused(told if re.fullmatch(r"[a-z_]{1,40}", told) else "an error without a name")
    with asking() as provider:
        token = provider.authorize_access_token(request)
        if "userinfo" not in token:
            raise DirectoryRefused("no ID token")
        if not settings.DIRECTORY.is_strong(token["userinfo"]):
            raise TooWeak(f"acr {token['userinfo'].get('acr')!r}"[:80])
        claims = complete(provider, token, token["userinfo"])
        if not is_name(claims["sub"]) or not is_name(claims.get("sid", "none")):
            raise DirectoryRefused("sub or sid")
    refreshing = str(token.get("refresh_token", ""))
    return look_up(claims, refreshing) if refreshing and settings.DIRECTORY.looks_up else (claims, refreshing)


def look_up(claims: dict[str, Any], refreshing: str) -> tuple[dict[str, Any], str]:
    """The claims of who just came, with the groups of now: those of their session over there may be hours old, and who
    was taken out since would come in again by it, and have for minutes what they had."""
    told, refreshing = ask_again(refreshing, claims["sub"])
    groups = settings.DIRECTORY.claim
    return claims | {groups: told.get(groups)}, refreshing


def is_name(told: Any) -> bool:
    """Whether we can keep it as the directory says it. OpenID Connect Core 1.0, 2, gives `sub` 255 characters at most;
    nothing gives `sid` more."""
    return isinstance(told, str) and 0 < len(told) <= 255 and "\0" not in told


def authenticated_at(claims: dict[str, Any], anew: bool) -> float:
    """When the provider last asked this person who they are, in seconds since 1970; 0 where it does not say.

    Raises NotAskedAgain where it does not say so although it was told to ask anew (`anew`): it must then say when, by
    OpenID Connect Core 1.0, 3.1.2.1.
    """
    told = claims.get("auth_time")
    if isinstance(told, int | float):
        return min(float(told), time.time())
    if anew:
        raise NotAskedAgain
    return 0


def ask_again(refreshing: str, subject: str) -> tuple[dict[str, Any], str]:
    """What the provider says now of this person, and the token for the next time; raises as `asking`.

    It may leave out the ID token: who it is then stands in the user info.
    """
    with asking(by_anybody=False) as provider:
        token = provider.fetch_access_token(grant_type="refresh_token", refresh_token=refreshing)
        claims = provider.parse_id_token(token, nonce=None) if "id_token" in token else {"sub": subject}
        if claims["sub"] != subject:
            raise DirectoryRefused("sub of the new token")
        return complete(provider, token, claims), str(token.get("refresh_token") or refreshing)


LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPES = {"logout+jwt", "jwt"}
"""Back-Channel Logout 1.0, 2.4, recommends the first; LemonLDAP::NG 2.21 says « JWT » of each of its tokens."""


def read_logout(token: str) -> dict[str, Any]:
    """The claims of a logout token (OpenID Connect Back-Channel Logout 1.0, 2.6), with `until`, in seconds since 1970:
    when it will be worth nothing. Raises as `asking`."""
    with asking() as provider:
        header, claims = decode(provider, token)
        if str(header.get("typ", "jwt")).lower().removeprefix("application/") not in LOGOUT_TYPES:
            raise DirectoryRefused("a token of another type")
        JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": settings.DIRECTORY.issuer},
            aud={"essential": True, "value": settings.DIRECTORY.client},
            iat={"essential": True},
            jti={"essential": True},
        ).validate(claims)
        until = min(float(claims.get("exp", "inf")), claims["iat"] + LOGOUT_LIFE)
        if until < time.time() - LEEWAY:
            raise DirectoryRefused("a logout token that is too old")
        if not isinstance(claims.get("events"), dict) or not isinstance(claims["events"].get(LOGOUT), dict):
            raise DirectoryRefused("no logout token")
        if "nonce" in claims or not isinstance(claims["jti"], str):
            raise DirectoryRefused("a nonce, or no name")
        if not any(is_name(claims.get(one)) for one in ("sub", "sid")):
            raise DirectoryRefused("nobody")
        return claims | {"until": until + LEEWAY}


def decode(provider: OpenIdProvider, token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token that the provider signed; its keys are asked for again where it names a new one."""
    signatures = JWSRegistry(algorithms=SIGNED_BY, strict_check_header=False)
    try:
        read = jwt.decode(token, KeySet.import_key_set(provider.fetch_jwk_set()), registry=signatures)
    except InvalidKeyIdError:
        again = KeySet.import_key_set(provider.fetch_jwk_set(force=True))
        read = jwt.decode(token, again, registry=signatures)
    return dict(read.header), dict(read.claims)


def complete(provider: OpenIdProvider, token: Any, claims: Any) -> dict[str, Any]:
    """With what it says apart, of the same person: some say groups there alone."""
    told = dict(claims)
    if "userinfo_endpoint" not in provider.load_server_metadata():
        return told
    apart = dict(provider.userinfo(token=token))
    if apart.get("sub") != told["sub"]:
        raise DirectoryRefused("sub of the user info")
    return told | apart | {name: told[name] for name in ("iss", "sid", "auth_time") if name in told}
