"""A time stamping authority of this machine (RFC 3161): OpenSSL behind a small server, which can be told to fail."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.environment import program

CONFIGURATION = """
[tsa]
default_tsa = one
[one]
serial = serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
"""
KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
FOR_STAMPS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n"


@dataclass
class Authority:
    folder: Path
    """Where its keys are; `roots.pem` is for all."""
    url: str = ""
    asked: list[bytes] = field(default_factory=list)
    answer: Callable[[bytes], bytes] | None = None
    """What it says to a question instead of what it should; raises to say 500."""

    @property
    def roots(self) -> Path:
        return self.folder / "roots.pem"

    def openssl(self, *arguments: str | Path) -> None:
        subprocess.run([program("openssl"), *map(str, arguments)], cwd=self.folder, check=True, capture_output=True)

    def found(self) -> None:
        """Makes its keys: a root of two days, and a signer."""
        self.folder.mkdir()
        (self.folder / "ts.cnf").write_text(CONFIGURATION)
        (self.folder / "serial").write_text("01")
        (self.folder / "extensions").write_text(FOR_STAMPS)
        self.openssl(
            "req", "-x509", *KEY, "-keyout", "root.key", "-out", "roots.pem", "-days", "2", "-subj", "/CN=Root"
        )
        self.openssl("req", *KEY, "-keyout", "signer.key", "-out", "signer.csr", "-subj", "/CN=Signer")
        signed = ("-CA", "roots.pem", "-CAkey", "root.key", "-days", "2", "-extfile", "extensions")
        self.openssl("x509", "-req", "-in", "signer.csr", *signed, "-out", "signer.pem")

    def reply(self, question: bytes) -> bytes:
        (self.folder / "question").write_bytes(question)
        signer = ("-signer", "signer.pem", "-inkey", "signer.key")
        self.openssl("ts", "-reply", "-config", "ts.cnf", "-queryfile", "question", *signer, "-out", "answer")
        return (self.folder / "answer").read_bytes()


@contextmanager
def authority_at(folder: Path) -> Iterator[Authority]:
    authority = Authority(folder)
    authority.found()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append(question)
            try:
                content, status = (authority.answer or authority.reply)(question), 200
            except Exception:
                content, status = b"", 500
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        authority.url = f"http://127.0.0.1:{server.server_address[1]}/"
        yield authority
        server.shutdown()
