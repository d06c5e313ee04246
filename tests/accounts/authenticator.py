"""A device that keeps a passkey, in software: it signs what a test wants, true or forged."""

from __future__ import annotations

import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

ORIGIN, PLACE = "http://localhost:8000", "localhost"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
"""Bits of what a device says of its holder and itself."""


def encode(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Authenticator:
    """Keeps one passkey. What it is asked and what it answers is the JSON that a browser hands on."""

    def __init__(self, counts: bool = False) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential = secrets.token_bytes(32)
        self.handle = b""
        self.counts, self.counter = counts, 0

    def makes(self, asked: dict[str, Any], **forged: Any) -> str:
        self.handle = decode(asked["user"]["id"])
        key = dict(ES256.from_cryptography_key(self.key.public_key())) | forged.pop("key", {})
        kept = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + cbor.encode(key)
        told = self.client_data("webauthn.create", asked, forged)
        said = self.data(forged, forged.pop("flags", PRESENT | VERIFIED) | ATTESTED) + kept
        attested = cbor.encode({"fmt": "none", "authData": said, "attStmt": {}})
        return self.answers(clientDataJSON=encode(told), attestationObject=encode(attested))

    def signs(self, asked: dict[str, Any], **forged: Any) -> str:
        told = self.client_data("webauthn.get", asked, forged)
        said = self.data(forged, forged.pop("flags", PRESENT | VERIFIED))
        signature = forged.pop("key", self.key).sign(said + sha256(told).digest(), ec.ECDSA(SHA256()))
        handle = forged.pop("handle", self.handle)
        answer = {"authenticatorData": encode(said), "signature": encode(signature), "userHandle": encode(handle)}
        return self.answers(clientDataJSON=encode(told), **answer)

    def client_data(self, what: str, asked: dict[str, Any], forged: dict[str, Any]) -> bytes:
        told = {"type": what, "challenge": asked["challenge"], "origin": ORIGIN, "crossOrigin": False}
        return json.dumps(told | {name: forged[name] for name in told if name in forged}).encode()

    def data(self, forged: dict[str, Any], flags: int) -> bytes:
        self.counter = forged.get("counter", self.counter + self.counts)
        return sha256(forged.get("place", PLACE).encode()).digest() + struct.pack(">BI", flags, self.counter)

    def answers(self, **response: str) -> str:
        name = encode(self.credential)
        told = {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        return json.dumps(told)
