"""What who edits waits for as a strategy grows: pages of the desk, the comparison, an import.

    DATABASE_URL=sqlite:////tmp/bench.sqlite3 .venv/bin/python -m tests.benchmarks.desk 28x4 1000x10

Needs a database that is migrated and empty, and leaves it so. Each figure is processor time beside that of building,
writing and compressing the document once, in the same run, which grows with the strategy as well. Asserts no limit:
machines differ. « after a change » is the first view after one figure was changed; « again », the next one.
"""

from __future__ import annotations

import csv
import gzip
import io
import logging
import os
import re
import tempfile
import time
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup()

from django.conf import settings  # noqa: E402 - after the settings
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from indicators.models import Observation  # noqa: E402
from strategy_monitor.jobs.doing import Held, perform  # noqa: E402
from strategy_monitor.jobs.queue import take_job  # noqa: E402
from strategy_monitor.kept import keeping, store  # noqa: E402
from strategy_monitor.language.codes import JobState  # noqa: E402
from strategy_monitor.pages.warming import warm_address  # noqa: E402
from strategy_monitor.releases import load  # noqa: E402
from strategy_monitor.releases.publish import publish  # noqa: E402
from strategy_monitor.report import canonical  # noqa: E402
from strategy_monitor.report.build import build  # noqa: E402
from strategy_monitor.report.collector import collector_at_rest  # noqa: E402
from strategy_monitor.report.compare import compare  # noqa: E402
from strategy_monitor.web.call_stack import with_room  # noqa: E402
from tests.benchmarks import figures  # noqa: E402
from tests.benchmarks.figures import Figures  # noqa: E402
from tests.benchmarks.publishing import correct_some  # noqa: E402
from tests.benchmarks.sized import Sized, read_size  # noqa: E402

PAGES = {
    "the desk": "/bureau/",
    "the page that publishes": "/bureau/publier/",
    "the catalogue of the copy": "/bureau/copie/indicateurs/",
}
LINES = 10_000
"""Of the file that is imported, where the strategy has as many figures."""


def seconds(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.process_time()
    found = work()
    return time.process_time() - begun, found


def do_jobs() -> None:
    """What pages ordered, in this process."""
    while job := take_job():
        perform(Held(job))
        job.refresh_from_db()
        assert job.state == JobState.DONE, job.result


def read(client: Client, address: str) -> str:
    """The page, and the work of the job that it waits for, if any."""
    page = client.get(address)
    if page.status_code == 302:
        do_jobs()
        page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return page.content.decode()


def change_one() -> None:
    row = Observation.objects.filter(value__isnull=False, value_high=None).order_by("pk")[0]
    Observation.objects.filter(pk=row.pk).update(value=row.value + 1)


def write_file(client: Client) -> tuple[bytes, int]:
    """The export, with one more in each whole number; and how many lines it has."""
    response = client.get("/bureau/importer-exporter/valeurs.csv")
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";")
    value = head.index("Valeur")
    changed = [[*row[:value], str(int(row[value]) + 1), *row[value + 1 :]] for row in rows if row[value].isdigit()]
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([head, *changed[:LINES]])
    return out.getvalue().encode("utf-8-sig"), len(changed[:LINES])


def measure_import(client: Client, tell: Callable[[str, float], None]) -> None:
    content, count = write_file(client)
    file = SimpleUploadedFile("valeurs.csv", content, content_type="text/csv")
    address = client.post("/bureau/importer-exporter/importer/", {"file": file})["Location"]
    took, html = seconds(lambda: read(client, address))
    tell(f"preview of {count} values", took)
    told = {name: re.search(f'name="{name}" value="(.*?)"', html) for name in ("shown", "alerts")}
    given = {name: found[1] for name, found in told.items() if found}
    before = Observation.history.count()
    took, done = seconds(lambda: confirm(client, address, given))
    assert done.status_code == 302, done.status_code
    assert Observation.history.count() - before == count
    tell(f"import of {count} values", took)


def confirm(client: Client, address: str, given: dict[str, str]) -> Any:
    done = client.post(address, {"action": "confirm", "reason": "Correction", **given})
    do_jobs()
    return done


def measure_data_page(client: Client, tell: Callable[[str, float], None]) -> None:
    """As deployed, where processes share what they keep, and publishing has it written (`pages/warming.py`): this one
    is then read as by another process."""
    with tempfile.TemporaryDirectory() as folder, override_settings(KEPT_PAGES=folder):
        store.shared.cache_clear()
        keeping.MEMORY.clear()
        tell("/donnees/, written as a release is published", seconds(lambda: warm_address("/donnees/"))[0])
        keeping.MEMORY.clear()
        tell("/donnees/, for its first reader", seconds(lambda: read(client, "/donnees/"))[0])
    store.shared.cache_clear()
    keeping.MEMORY.clear()
    tell("/donnees/, not kept", seconds(lambda: read(client, "/donnees/"))[0])


def measure(size: str, noted: Figures) -> None:
    Sized(*read_size(size)).fill()
    with collector_at_rest():
        bare = seconds(lambda: gzip.compress(canonical.dump(build("2025")).encode(), 6))[0]
    print(f"{size}: build, write and compress {bare:.2f} s", flush=True)

    def tell(name: str, took: float) -> None:
        print(f"  {name:44}{took:8.2f} s {took / bare:7.2f} ×", flush=True)
        noted.note(f"{name}, at {size}", took, "s")

    publish("2025", "Essai")
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("bench"))
    for address in (*PAGES.values(), "/"):
        read(client, address)
    for name, address in PAGES.items():
        change_one()
        tell(f"{name}, after a change", seconds(lambda address=address: read(client, address))[0])
        tell(f"{name}, again", seconds(lambda address=address: read(client, address))[0])
    measure_data_page(client, tell)
    correct_some()
    publish("2025", "Essai encore")
    after, before = (load.open_release(head).report for head in load.heads()[:2])
    with collector_at_rest():
        tell("two releases compared", seconds(lambda: compare(before, after))[0])
    measure_import(client, tell)


@with_room
def main() -> None:
    parser = figures.command(__doc__)
    parser.add_argument("sizes", nargs="*", default=["28x4", "1000x10"])
    asked = parser.parse_args()
    logging.disable(logging.INFO)
    settings.ALLOWED_HOSTS = ["*"]
    for size in asked.sizes:
        with transaction.atomic():
            measure(size, asked.figures)
            transaction.set_rollback(True)


if __name__ == "__main__":
    main()
