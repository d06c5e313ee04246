"""What long work costs who asks for it, and how it is told meanwhile, as a strategy grows.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.jobs 1000x10

Needs an empty database, which it fills. A publication, an import of ten thousand rows at most, then an erratum of the
edition that was published, once it is closed and the next one is published too: each asked for at the desk and followed
there, with no worker: the process that does it is started by the one that answers. Seconds by the clock; asserts no
limit: machines differ.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - after the settings
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from indicators.models import Indicator, Observation  # noqa: E402
from strategy_monitor.desk import importing, publishing  # noqa: E402
from strategy_monitor.errata.workflow import Proposal, open_erratum, propose, submit_erratum  # noqa: E402
from strategy_monitor.jobs.models import Job  # noqa: E402
from strategy_monitor.releases.editions import default_edition, prepare  # noqa: E402
from strategy_monitor.releases.models import Edition  # noqa: E402
from strategy_monitor.releases.publish import publish as publish_copy  # noqa: E402
from tests.benchmarks import figures  # noqa: E402
from tests.benchmarks.sized import Sized, read_size  # noqa: E402
from tests.indicators.exchange.files import csv_of  # noqa: E402

ROWS = 10_000
PUBLISH, IMPORT = "/bureau/publier/", "/bureau/importer-exporter/importer/"


def timed(name: str, work: Callable[[], Any]) -> Any:
    begun = time.perf_counter()
    found = work()
    print(f"  {name:52}{time.perf_counter() - begun:8.2f} s", flush=True)
    return found


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}"\s+value="([^"]*)"', page.content.decode())
    return found[1] if found else ""


def peak_of_workers() -> float:
    """MB that the largest process of ours that does jobs has had at its most."""
    most = 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"manage.py\0work" in (process / "cmdline").read_bytes():
                found = re.search(r"VmHWM:\s+(\d+)", (process / "status").read_text())
                most = max(most, int(found[1]) / 1024 if found else 0)
        except OSError:  # it has ended
            continue
    return most


def look(client: Client, name: str, address: str) -> Any:
    """The page at this address, once the job by which it is read leads back to it."""
    page = timed(f"{name} answers", lambda: client.get(address))
    if page.status_code == 302:
        follow(client, page.headers["Location"])
        back = client.get(page.headers["Location"]).headers["Location"]
        page = timed(f"{name} is shown", lambda: client.get(back))
    return page


def follow(client: Client, address: str) -> float:
    """Until it has ended: the steps that its page showed, the longest view of that page, what came of it. Seconds."""
    begun, peak, longest, seen = time.perf_counter(), 0.0, 0.0, {}
    while True:
        asked = time.perf_counter()
        page = client.get(address)
        longest = max(longest, time.perf_counter() - asked)
        peak = max(peak, peak_of_workers())
        said = re.search(r'role="(?:status|alert)">(.*?)</(?:p|ul)>', page.content.decode(), re.DOTALL)
        text = " ".join(re.sub("<[^>]*>", " ", said[1]).split()) if said else ""
        seen[text] = time.perf_counter() - begun
        if "Refresh" not in page.headers:
            break
        time.sleep(0.5)
    job = Job.objects.get(pk=address.strip("/").rpartition("/")[2])
    took = time.perf_counter() - begun
    print(f"  {'until it is seen to have ended':52}{took:8.2f} s, {job.state}")
    print(f"  {'its page, at the longest':52}{longest:8.2f} s")
    print(f"  {'memory of its process, at the most':52}{peak:8.0f} MB")
    shown: dict[str, list[tuple[float, str]]] = {}
    for text, at in seen.items():
        shown.setdefault(text.partition(":")[0], []).append((at, text))
    for each in shown.values():
        print(f"    {each[-1][0]:7.1f} s  {each[-1][1]} ({len(each)} times another text)", flush=True)
    return took


def publish(client: Client) -> float:
    page = look(client, "the page that publishes", PUBLISH)
    given = {name: hidden(page, name) for name in ("edition", "seen")}
    given |= {"kind": "update", "reason": "Essai", "override": "Essai"}
    return follow(client, timed("asked to publish", lambda: client.post(PUBLISH, given)).headers["Location"])


def bring(client: Client) -> float:
    plain = Observation.objects.filter(value__isnull=False, value_high=None, manner="")
    rows = plain.select_related("series__indicator").order_by("pk")[:ROWS]
    content = csv_of(
        *(
            {
                "code": one.series.indicator.code,
                "key": one.series.key,
                "period_label": one.period_label,
                "value": str(int(one.value or 0) + 1),
            }
            for one in rows
        )
    )
    print(f"  {len(rows)} rows, {len(content)} bytes")
    file = SimpleUploadedFile("valeurs.csv", content)
    address = timed("the file is deposited", lambda: client.post(IMPORT, {"file": file})).headers["Location"]
    page = look(client, "its preview", address)
    given = {"action": "confirm", "shown": hidden(page, "shown"), "reason": "Essai", "some": "on"}
    if striking := re.search(r'name="alerts"\s+value="([^"]*)"', page.content.decode()):
        given["alerts"] = striking[1]
    return follow(client, timed("asked to import", lambda: client.post(address, given)).headers["Location"])


def correct(client: Client) -> float:
    """Of the title of an indicator, by another person than the one who publishes."""
    label = default_edition()
    prepare(f"{label}-b")
    timed("the next edition is published", lambda: publish_copy(default_edition(), "Essai", override="Essai"))
    author = get_user_model().objects.create_superuser("grace")
    erratum = open_erratum(Edition.objects.get(label=label), author)
    thing = f"Indicator:{Indicator.objects.order_by('pk')[0].code}:1"
    propose(erratum.pk, 0, author, Proposal(thing, "title", "Un titre sans faute", "Une lettre manquait."))
    submit_erratum(erratum.pk, 1, author)
    address = f"/bureau/errata/{erratum.pk}/"
    given = {"step": "publier", "seen": hidden(timed("its page answers", lambda: client.get(address)), "seen")}
    return follow(client, timed("asked to publish", lambda: client.post(address, given)).headers["Location"])


def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("size", nargs="?", default="1000x10")
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    Sized(*read_size(asked.size)).fill()
    publishing.LARGE = importing.LARGE_FILE = 0
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ada"))
    for name, work in {"publication": publish, "import": bring, "erratum": correct}.items():
        print(f"{asked.size}: {name}", flush=True)
        asked.figures.note(f"{name}, until it is seen to have ended, at {asked.size}", work(client), "s")


if __name__ == "__main__":
    main()
