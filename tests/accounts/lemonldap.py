"""LemonLDAP::NG as Debian has it: by a configuration, people and sessions of its own, in one folder."""

from __future__ import annotations

import grp
import json
import os
import pwd
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.environment import program, skip_or_fail

SHARED = Path("/usr/share/lemonldap-ng")
PASSWORD = "une phrase assez longue"
INI = """
[all]
logLevel = warn
checkTime = 1
[configuration]
type = File
dirName = {folder}/conf
[portal]
staticPrefix = /static
templateDir = {shared}/portal/templates
languages = en, fr
"""


class LemonLDAP:
    """`ended_at` is the address of ours that it tells of who leaves."""

    def __init__(self, folder: Path, port: int, came_back: str, ended_at: str) -> None:
        self.server = program("starman")
        if not (SHARED / "portal").exists():
            skip_or_fail("LemonLDAP::NG is not installed: see NEEDED in .ci/run")
        self.folder, self.port, self.url = folder, port, f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None
        for name in ("conf", "sessions", "sessions/lock", "lasting", "lasting/lock"):
            (folder / name).mkdir()
        (folder / "lemonldap-ng.ini").write_text(INI.format(folder=folder, shared=SHARED))
        (folder / "conf" / "lmConf-1.json").write_text(json.dumps(self.configuration(came_back, ended_at)))
        self.ask_people("CREATE TABLE people (uid, password, cn, given, family, mail, team)")

    def configuration(self, came_back: str, ended_at: str) -> dict[str, Any]:
        key = RSAKey.generate_key(2048)
        at = {"Directory": f"{self.folder}/sessions", "LockDirectory": f"{self.folder}/sessions/lock"}
        lasting = {"Directory": f"{self.folder}/lasting", "LockDirectory": f"{self.folder}/lasting/lock"}
        drawn = {"generateModule": "Lemonldap::NG::Common::Apache::Session::Generate::SHA256"}
        columns = {"uid": "uid", "cn": "cn", "givenName": "given", "sn": "family", "mail": "mail", "team": "team"}
        claims = {"name": "cn", "given_name": "givenName", "family_name": "sn", "email": "mail"}
        client = {
            "ClientID": "suivi", "ClientSecret": "un secret", "RedirectUris": came_back, "BypassConsent": 1,
            "IDTokenSignAlg": "RS256", "RefreshToken": 1, "AllowOffline": 1, "RequirePKCE": 1,
            "LogoutUrl": ended_at, "LogoutType": "back", "LogoutSessionRequired": 1,
        }  # fmt: skip
        return {
            "cfgNum": 1, "cfgVersion": "2.21.2", "cfgAuthor": "a test", "cfgDate": int(time.time()),
            "portal": f"{self.url}/", "domain": "127.0.0.1", "cookieName": "lemonldap", "securedCookie": 0,
            "authentication": "DBI", "userDB": "Same", "passwordDB": "", "registerDB": "",
            "portalDisplayResetPassword": 0, "portalForceAuthnInterval": 0,
            "dbiAuthChain": f"dbi:SQLite:dbname={self.folder}/people.sqlite3", "dbiAuthTable": "people",
            "dbiAuthLoginCol": "uid", "dbiAuthPasswordCol": "password", "dbiAuthPasswordHash": "",
            "dbiExportedVars": columns,
            "locationRules": {"127.0.0.1": {"default": "accept"}}, "exportedHeaders": {},
            "captcha_mail_enabled": 0, "captcha_register_enabled": 0,
            "whatToTrace": "uid", "groups": {"lecteurs": '$team eq "lecteurs"', "chefs": '$team eq "chefs"'},
            "globalStorage": "Apache::Session::File", "globalStorageOptions": at | drawn,
            "persistentStorage": "Apache::Session::File", "persistentStorageOptions": lasting,
            "issuerDBOpenIDConnectActivation": 1, "oidcServiceKeyIdSig": "one",
            "oidcServicePrivateKeySig": key.as_pem(private=True).decode(),
            "oidcServicePublicKeySig": key.as_pem(private=False).decode(),
            "oidcRPMetaDataOptions": {"suivi": {f"oidcRPMetaDataOptions{one}": told for one, told in client.items()}},
            "oidcRPMetaDataExportedVars": {"suivi": claims | {"groups": "groups;string;always"}},
            "oidcRPMetaDataOptionsExtraClaims": {"suivi": {"groups": "groups"}},
        }  # fmt: skip

    def ask_people(self, statement: str, *given: str) -> None:
        """Of the table that it looks people up in."""
        with closing(sqlite3.connect(self.folder / "people.sqlite3")) as people, people:
            people.execute(statement, given)

    def engage(self, name: str, team: str) -> None:
        told = (name, PASSWORD, "Zoé Petit", "Zoé", "Petit", f"{name}@exemple.be", team)
        self.ask_people(f"INSERT INTO people VALUES ({', '.join('?' * len(told))})", *told)

    def end_sessions_of(self, name: str) -> None:
        """As its administrator does."""
        who = ["--user", pwd.getpwuid(os.getuid()).pw_name, "--group", grp.getgrgid(os.getgid()).gr_name]
        command = [SHARED / "bin" / "lemonldap-ng-sessions", *who, "delete", "--where", f"uid={name}"]
        done = subprocess.run(command, env=self.variables(), capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stderr

    def variables(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "LLNG_DEFAULTCONFFILE": f"{self.folder}/lemonldap-ng.ini"}

    @contextmanager
    def served(self) -> Iterator[None]:
        try:
            self.start()
            yield
        finally:
            self.stop()

    def start(self) -> None:
        portal = SHARED / "portal" / "htdocs" / "index.psgi"
        command = [self.server, "--listen", f"127.0.0.1:{self.port}", "--workers", "2", "--preload-app", portal]
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(command, env=self.variables(), cwd=self.folder, stdout=log, stderr=log)
        self.await_answer(self.process)

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None

    def await_answer(self, process: subprocess.Popen[bytes]) -> None:
        for _ in range(600):
            assert process.poll() is None, (self.folder / "log").read_text()
            try:
                urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=5).close()
                return
            except OSError:
                time.sleep(0.1)
        pytest.fail("LemonLDAP::NG does not answer")
