"""What a reader costs: a kept page, a « not modified », a question, to a Django « hello » that reads one row.

    .venv/bin/python -m tests.benchmarks.serving                                    # SQLite, in a folder of its own
    .venv/bin/python -m tests.benchmarks.serving postgres://user@127.0.0.1/empty    # a database that may be written to

Two servers as `deploy/` describes them (gunicorn, its processes and threads, `DJANGO_ENV=production`), asked in turn
by `wrk` over eight connections that are kept. Each round asks everything once; what is told is the median, over the
rounds, of what each contender does to what « hello » does in the same round: requests a second, and requests for one
second of the servers' processor time, which hardly knows what else the machine does. Asserts no limit: machines differ.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_connection
from urllib.parse import quote
from urllib.request import Request, urlopen

from tests.benchmarks import figures, needs
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = "8"
HTTPS = {"X-Forwarded-Proto": "https"}
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}
PAGE = "/axes/2/"
API = "/api/v1/indicators"
QUESTIONS = {
    "search": "/recherche/?q=",
    "catalogue, text": "/indicateurs/?q=",
    "catalogue, filters and text": "/indicateurs/?axe=2&nature=quantitatif&tri=-periode&q=",
    "API, list with text": "/api/v1/indicators?q=",
    "API, search": "/api/v1/search?q=",
}
WORDS = (
    "écoles", "élèves", "formation", "numérique", "enseignants", "équipement", "plateforme", "compétences", "axe",
    "taux", "nombre", "accès", "outils", "ressources", "fondamental", "secondaire", "projets", "connexion",
    "conseillers", "éducation", "année", "pilotage", "stratégie", "mesures", "indicateur",
)  # fmt: skip
"""Each of them stands in the report: three of them are a question that somebody may ask."""
ASK_ANEW = """
local begin, words, n = %s, {%s}, %d
request = function()
  n = n + 1
  local one, two, three = n %% #words, math.floor(n / #words) %% #words, math.floor(n / #words / #words) %% #words
  return wrk.format("GET", begin .. words[one + 1] .. "+" .. words[two + 1] .. "+" .. words[three + 1])
end
"""
TICKS = os.sysconf("SC_CLK_TCK")
OWN = {"date", "content-length", "content-encoding", "link", "vary", "content-type"}
"""Headers that say what an answer holds, and not how it is protected or kept."""


@dataclass(frozen=True)
class Server:
    url: str
    process: subprocess.Popen[bytes]

    def processor_seconds(self) -> float:
        """Of its workers, those that were renewed too."""
        mine = fields_of(self.process.pid)
        return (sum(mine[15:17]) + sum(sum(fields_of(pid)[13:15]) for pid in self.workers())) / TICKS

    def workers(self) -> list[int]:
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in task.read_text().split()]


def fields_of(pid: int) -> list[int]:
    """Numbers of /proc/PID/stat, at the places that proc(5) gives them, less one; zeroes for a process that went."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return [0] * 20
    return [0, 0, 0, *map(int, told.rpartition(")")[2].split()[1:30])]


@dataclass
class Contender:
    name: str
    server: Server
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    anew: bool = False
    """Whether three words are added to the path, others each time."""
    rates: list[float] = field(default_factory=list)
    """Requests a second, by round."""
    costs: list[float] = field(default_factory=list)
    """Requests for a second of processor time, by round."""

    def ask(self, seconds: int) -> None:
        given = [f"-H{name}: {value}" for name, value in (HTTPS | dict(self.headers)).items()]
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *given, self.server.url + self.path]
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
            if self.anew:
                script.write(self.script())
                script.flush()
                command[1:1] = ["-s", script.name]
            begun = self.server.processor_seconds()
            done = subprocess.run(command, check=False, capture_output=True, text=True)
        told = done.stdout
        if done.returncode or "Non-2xx" in told:
            raise SystemExit(f"{self.name}: {told}{done.stderr}")
        count, rate = re.search(r"(\d+) requests in", told), re.search(r"Requests/sec: +([\d.]+)", told)
        assert count
        assert rate
        self.rates.append(float(rate[1]))
        self.costs.append(int(count[1]) / (self.server.processor_seconds() - begun))

    def script(self) -> str:
        """For `wrk`: questions that no round before has asked."""
        words = ", ".join(f'"{quote(word)}"' for word in WORDS)
        return ASK_ANEW % (f'"{self.path}"', words, len(self.rates) * len(WORDS) ** 3 // 10)

    def ratios(self, other: Contender) -> tuple[float, float]:
        """Medians, over the rounds, of what this one does for one of the other: by the clock, by the processor."""
        return median_ratio(self.rates, other.rates), median_ratio(self.costs, other.costs)


def median_ratio(mine: list[float], theirs: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(mine, theirs, strict=True))


def environment(database: str, folder: Path, settings: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": database,
        "DJANGO_ENV": "production",
        "SECOND_FACTOR": "none",
        "DJANGO_SETTINGS_MODULE": settings,
        "SECRET_KEY": "benchmark-" + "x" * 50,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": "https://suivi.exemple.be",
        "STATIC_ROOT": str(folder / "static"),
        "BEHIND_TLS_PROXY": "1",
        "KEPT_PAGES": str(folder / "kept"),
    }


def manage(given: Mapping[str, str], *command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=given, check=True, stdout=subprocess.DEVNULL)


def prepare(database: str, folder: Path) -> None:
    """The printed report, published once; a database that has it stays as it is."""
    # Nothing is shared yet: what is written at a publication would be written while others are measured.
    given = environment(database, folder, "strategy_monitor.settings") | {"KEPT_PAGES": ""}
    manage(given, "migrate", "--verbosity=0")
    manage(given, "seed", "--verbosity=0")
    manage(given, "publish", "--reason=Mesure", "--verbosity=0")
    manage(given, "collectstatic", "--noinput", "--verbosity=0")


@contextmanager
def served(database: str, folder: Path, settings: str) -> Iterator[Server]:
    port = free_port()
    given = environment(database, folder, settings) | {"GUNICORN_BIND": f"127.0.0.1:{port}"}
    command = [sys.executable, "-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", "strategy_monitor.wsgi"]
    with (folder / "log").open("ab") as log, subprocess.Popen(command, cwd=ROOT, env=given, stderr=log) as process:
        try:
            await_answer(port)
            yield Server(f"http://127.0.0.1:{port}", process)
        finally:
            process.terminate()


def await_answer(port: int) -> None:
    for _ in range(300):
        try:
            create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server does not answer.")


def headers_of(server: Server, path: str, headers: Mapping[str, str] = HTTPS) -> Mapping[str, str]:
    with urlopen(Request(server.url + path, headers={**HTTPS, **headers})) as response:
        return dict(response.headers.items())


def warm(server: Server, path: str) -> None:
    """Every process has answered it."""
    for _ in range(20):
        headers_of(server, path)
        headers_of(server, path, BROWSER)


def contenders(hello: Server, site: Server) -> list[Contender]:
    for server, path in ((hello, "/curseur"), (hello, "/orm"), (site, PAGE), (site, API)):
        warm(server, path)
    same, other = ({name.lower() for name in headers_of(*one)} - OWN for one in ((hello, "/curseur"), (site, PAGE)))
    if same != other:
        raise SystemExit(f"« hello » and the page differ by these headers: {same ^ other}")
    for path in QUESTIONS.values():
        warm(site, path + quote(WORDS[0]))
    known = {"If-None-Match": headers_of(site, PAGE)["ETag"]}
    known_api = {"If-None-Match": headers_of(site, API)["ETag"]}
    return [
        Contender("hello, a row by the cursor", hello, "/curseur"),
        Contender("hello, a row by the ORM", hello, "/orm"),
        Contender("kept page", site, PAGE, BROWSER),
        Contender("kept page, not compressed", site, PAGE),
        Contender("not modified", site, PAGE, BROWSER | known),
        Contender("API", site, API),
        Contender("API, not modified", site, API, known_api),
        *(Contender(f"{name}, again", site, path + quote(WORDS[0]), BROWSER) for name, path in QUESTIONS.items()),
        *(Contender(f"{name}, anew", site, path, BROWSER, anew=True) for name, path in QUESTIONS.items()),
    ]


def measure(database: str, asked: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        database = database or f"sqlite:///{folder / 'bench.sqlite3'}"
        prepare(database, folder)
        with (
            served(database, folder, "tests.benchmarks.hello") as hello,
            served(database, folder, "strategy_monitor.settings") as site,
        ):
            every = [one for one in contenders(hello, site) if one.server is hello or asked.only in one.name]
            for _ in range(asked.rounds):
                for one in every:
                    one.ask(asked.seconds)
    rounds = f"{asked.rounds} rounds of {asked.seconds} s"
    print(f"\n{database.partition(':')[0]}, {platform.machine()}, {os.cpu_count()} cores, {rounds}")
    print(f"{'':36}{'requests/s':>12}{'× cursor':>10}{'× ORM':>8}{'processor: × cursor':>22}{'× ORM':>8}")
    for one in every:
        (by_clock, by_processor), (orm_clock, orm_processor) = one.ratios(every[0]), one.ratios(every[1])
        rate = statistics.median(one.rates)
        print(f"{one.name:36}{rate:>12.0f}{by_clock:>10.2f}{orm_clock:>8.2f}{by_processor:>22.2f}{orm_processor:>8.2f}")
        asked.figures.note(f"{one.name} × hello", by_clock, "×")


def main() -> None:
    needs.program("wrk")
    parser = figures.command(__doc__)
    parser.add_argument("databases", nargs="*", default=[""])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--only", default="", help="those whose name has this, beside « hello »")
    asked = parser.parse_args()
    for database in asked.databases:
        measure(database, asked)


if __name__ == "__main__":
    main()
