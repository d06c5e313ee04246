"""A provider of OpenID Connect made of answers, with keys of its own: says what a test wants, true or forged."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from joserfc import jwt
from joserfc.jwk import RSAKey

from strategy_monitor.web.directory import Directory, read_groups

ISSUER, CLIENT, SECRET = "https://annuaire.exemple.be", "suivi", "un secret"
GROUPS = '{"lecteurs": ["Lecture"], "chefs": ["Administration"], "axe-2": ["Édition", "axe 2", "fournisseur P"]}'


def encode(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def write(told: dict[str, Any]) -> str:
    return encode(json.dumps(told).encode())


class StandIn:
    """Answers where `requests` would send. `claims` are of who comes."""

    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, auto_kid=False)
    foreign = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, auto_kid=False)

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {
            "sub": "s-1",
            "given_name": "Zoé",
            "family_name": "Petit",
            "groups": ["lecteurs"],
        }
        self.apart: dict[str, Any] = {}
        """What the user info says besides."""
        self.nonce = ""
        self.away = False
        self.waited_for = 0
        """How often it was asked while it was away."""
        self.ended = False
        """Whether it refuses to say again who somebody is."""
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sign = self.signed
        self.claimed: dict[str, Any] = {}
        """What an ID token claims otherwise than it should."""

    def signed(self, claims: dict[str, Any], key: Any = None, **header: Any) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one", **header}, claims, key or self.key)

    def unsigned(self, claims: dict[str, Any]) -> str:
        return f"{write({'alg': 'none'})}.{write(claims)}."

    def signed_with_what_all_read(self, claims: dict[str, Any]) -> str:
        """The public key, taken for a shared secret."""
        told = f"{write({'alg': 'HS256', 'kid': 'one'})}.{write(claims)}"
        return f"{told}.{encode(hmac.digest(self.key.as_pem(private=False), told.encode(), 'sha256'))}"

    def send(self, request: requests.PreparedRequest, **_given: Any) -> requests.Response:
        if self.away:
            self.waited_for += 1
            raise requests.ConnectionError("nobody answers")
        place = urlsplit(str(request.url)).path
        body = request.body.decode() if isinstance(request.body, bytes) else request.body or ""
        self.asked.append((place, {name: value[0] for name, value in parse_qs(body).items()}))
        status, told = self.answers(place)
        response = requests.Response()
        response.status_code, response.url, response.request = status, str(request.url), request
        response._content = json.dumps(told).encode()
        response.headers["Content-Type"] = "application/json"
        return response

    def answers(self, place: str) -> tuple[int, dict[str, Any]]:
        if place.endswith("/.well-known/openid-configuration"):  # under whatever path it is asked for
            ends = {
                name: f"{ISSUER}/{name}" for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
            }
            algorithms = ["none", "HS256", "RS256"]
            known = {
                "issuer": ISSUER,
                "jwks_uri": f"{ISSUER}/keys",
                "id_token_signing_alg_values_supported": algorithms,
            }
            return 200, ends | known
        if place == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if place == "/userinfo_endpoint":
            return 200, self.claims | self.apart
        if self.ended and self.asked[-1][1].get("grant_type") == "refresh_token":
            return 400, {"error": "invalid_grant"}
        tokens = {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "refresh_token": f"r{len(self.asked)}"}
        return 200, tokens | {"id_token": self.sign(self.id_token())}

    def id_token(self) -> dict[str, Any]:
        now = int(time.time())
        told = {"iss": ISSUER, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce, "sid": "sid-1"}
        return told | self.claims | self.claimed

    def comes_back(self, client: Client, wanted: str = "", **changed: str) -> Any:
        """Somebody goes there by the link of the sign-in, and is sent back: what the site then answers."""
        there = client.get("/compte/annuaire/", {"next": wanted} if wanted else {})
        assert there.status_code == 302, there.content.decode()
        return self.returns(client, there, **changed)

    def returns(self, client: Client, there: Any, **changed: str) -> Any:
        """Who was sent there by this answer is sent back."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(there["Location"]).query).items()}
        self.nonce = asked["nonce"]
        return client.get("/compte/annuaire/retour/", {"code": "c", "state": asked["state"], **changed})


@pytest.fixture
def directory(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A site that has this directory."""
    from strategy_monitor.accounts.provider import provider_of

    stand_in = StandIn()
    settings.DIRECTORY = Directory(ISSUER, CLIENT, SECRET, groups=read_groups(GROUPS))
    monkeypatch.setattr(requests.Session, "send", lambda _session, request, **given: stand_in.send(request, **given))
    provider_of.cache_clear()
    yield stand_in
    provider_of.cache_clear()
