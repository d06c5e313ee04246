"""Canaille, a provider of OpenID Connect, as it comes: in an environment of its own, that nothing of ours is in."""

from __future__ import annotations

import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey

from tests.databases import ROOT
from tests.environment import skip_or_fail
from tests.ports import free_port

PASSWORD = "une phrase assez longue"

FILLING = """
import json, sys
from canaille import create_app
from canaille.app import models
from canaille.backends import Backend
app = create_app()
given = json.load(sys.stdin)
with app.app_context():
    Backend.instance.install(app)
    with Backend.instance.session():
        people = [models.User(**one) for one in given["people"]]
        for one in people: Backend.instance.save(one)
        Backend.instance.save(models.Client(**given["client"]))
        for name, members in given["groups"].items():
            named = [one for one in people if one.user_name in members]
            Backend.instance.save(models.Group(display_name=name, members=named))
"""


def environment() -> Path:
    """The folder of its programs: made by `.ci/run`, or named by CANAILLE."""
    found = Path(os.environ.get("CANAILLE") or ROOT / "var" / "canaille") / "bin"
    if not (found / "canaille").exists():
        skip_or_fail("Canaille is not installed: see make_canaille in .ci/run")
    return found


class Canaille:
    def __init__(self, folder: Path, came_back: str) -> None:
        self.programs, self.folder, self.port = environment(), folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        key = RSAKey.generate_key(2048).as_dict(private=True)
        told = ", ".join(f'{name} = "{value}"' for name, value in key.items() if isinstance(value, str))
        self.configuration = folder / "canaille.toml"
        self.configuration.write_text(
            f'SECRET_KEY = "{"0123456789abcdef" * 2}"\nSERVER_NAME = "127.0.0.1:{self.port}"\n'
            'PREFERRED_URL_SCHEME = "http"\n[CANAILLE]\nDATABASE = "sql"\nCAPTCHA_ENABLED = false\n'
            f'[CANAILLE_SQL]\nDATABASE_URI = "sqlite:///{folder}/canaille.sqlite3"\nPASSWORD_SCHEMES = "plaintext"\n'
            f"[CANAILLE_OIDC]\nACTIVE_JWKS = [{{{told}}}]\n"
        )
        person = {"user_name": "zoe", "password": PASSWORD, "emails": ["zoe@exemple.be"], "given_name": "Zoé"}
        client = {
            "client_id": "suivi", "client_secret": "un secret", "client_name": "Suivi", "client_uri": self.url,
            "redirect_uris": [came_back], "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"], "scope": ["openid", "profile", "email", "groups"],
            "token_endpoint_auth_method": "client_secret_basic",
        }  # fmt: skip
        people = [person | {"family_name": "Petit", "formatted_name": "Zoé Petit"}]
        given = {"people": people, "client": client, "groups": {"lecteurs": ["zoe"]}}
        self.run("python", "-c", FILLING, given=json.dumps(given))

    def run(self, program: str, *command: str, given: str = "") -> str:
        done = subprocess.run(
            [self.programs / program, *command], env=self.variables(), input=given, cwd=self.folder,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def variables(self) -> dict[str, str]:
        """Its own: nothing of this environment leads its Python to ours."""
        return {"PATH": os.environ["PATH"], "HOME": str(self.folder), "CANAILLE_CONFIG": str(self.configuration)}

    @contextmanager
    def served(self) -> Iterator[None]:
        command = [self.programs / "canaille", "run", "--bind", f"127.0.0.1:{self.port}"]
        with (self.folder / "log").open("w") as log:
            process = subprocess.Popen(command, env=self.variables(), cwd=self.folder, stdout=log, stderr=log)
        try:
            self.await_answer(process)
            yield
        finally:
            process.terminate()
            process.wait()

    def await_answer(self, process: subprocess.Popen[bytes]) -> None:
        for _ in range(600):
            assert process.poll() is None, (self.folder / "log").read_text()
            try:
                urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("Canaille does not answer")
