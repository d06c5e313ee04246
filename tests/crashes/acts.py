"""What is killed: the works that write, each as its page or command does it, ready to be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client

from tests.hostile.asking import forms_of

BEFORE, BARE, LAID = "before", "bare", "laid"
"""What the database is when a work begins: everything waits in it; there is no table; there are tables without rows."""
BACKUP = "before.backup"
ROWS = 30
"""Of each import."""


@dataclass(frozen=True)
class Act:
    name: str
    do: Callable[[], None]
    """Returns when it is acknowledged. Raises where it was refused."""
    begins: str = BEFORE
    share: float = 1.0
    """Of the kills that are asked for, how many it gets: a work of seconds gets less."""


@dataclass(frozen=True)
class Form:
    """A form of a page of the desk, filled, for whoever opened it."""

    client: Client
    address: str
    data: dict[str, list[str]]

    def send(self) -> None:
        response = self.client.post(self.address, self.data)
        if response.status_code != 302:
            said = BeautifulSoup(response.content, "lxml").select_one("main")
            raise AssertionError(f"{self.address}: {response.status_code} {said and said.get_text(' ', strip=True)}")


def open_form(client: Client, page: str, button: tuple[str, str] | str, **typed: str) -> Form:
    """The form of this page that has this button, or this field, as it is shown but for what is typed."""
    response = client.get(page)
    for method, address, pairs in forms_of(response.content, page):
        if method == "post" and (button in pairs or button in dict(pairs)):
            data: dict[str, list[str]] = {}
            for name, value in pairs:
                data.setdefault(name, []).append(value)
            return Form(client, address, data | {name: [value] for name, value in typed.items()})
    raise AssertionError(f"no {button} at {page}: {response.status_code}")


def file_of(first: int) -> bytes:
    from tests.indicators.exchange.files import csv_of

    row = {"code": "1.1-O1", "key": "heures", "period_kind": "wave"}
    row |= {"period_start": "01/01/2024", "period_end": "31/12/2024"}
    return csv_of(*(row | {"value": str(n), "period_label": f"vague {n}"} for n in range(first, first + ROWS)))


def prepare_acts(folder: Path) -> list[Act]:
    """Fills a database without rows so that each of these works waits in it; and tells how each is done."""
    from axes.models import Axis
    from indicators import workflow
    from indicators.models import Provider
    from strategy_monitor.backoffice.versions import revision
    from tests import factories
    from tests.admin_pages import filled, form_at_desk, opened
    from tests.desk.dropping import confirm, previewed
    from tests.errata.making import proposed, two_editions
    from tests.people import person, signed_in
    from tests.vouched import change

    figure = two_editions()
    change(figure, value=5001)
    everything = {"axes": Axis.objects.all(), "providers": Provider.objects.all()}
    camille, edith = person("camille", "Contribution", **everything), person("edith", "Édition", **everything)
    contributor, editor, publisher = signed_in(camille), signed_in(edith), signed_in(person("paul", "Publication"))
    drafts = [
        factories.observation(series=figure.series, status="draft", period_label=f"brouillon {number}", value=number)
        for number in (1, 2)
    ]
    workflow.submit(camille, {drafts[1].pk: revision(drafts[1])})
    erratum = proposed(edith)
    done, _page = previewed(contributor, file_of(1000))
    assert confirm(contributor, done, reason="Chiffres de mai").status_code == 302
    waiting, _page = previewed(contributor, file_of(2000))
    indicator = figure.series.indicator
    edit = form_at_desk(indicator, "/bureau/")
    backup = folder / BACKUP
    call_command("backup", backup, verbosity=0)

    def restore() -> None:
        call_command("restore", backup, verbosity=0)

    forms = {
        "import": open_form(contributor, waiting, ("action", "confirm")),
        "edit": Form(editor, edit, {**filled(opened(editor, edit)), "_save": "1", "source": "Une autre source"}),
        "submit": open_form(contributor, f"/bureau/valeurs/{drafts[0].pk}/", ("step", "soumettre")),
        "validate": open_form(publisher, f"/bureau/valeurs/{drafts[1].pk}/", ("step", "valider")),
        "publish": open_form(publisher, "/bureau/publier/", "seen", edition="2026", kind="update", reason="Correction"),
        "erratum": open_form(publisher, f"/bureau/errata/{erratum.pk}/", ("step", "publier")),
        "undo": open_form(contributor, f"{done}defaire/", "why", why="Mauvais fichier"),
    }
    return [
        *(Act(name, form.send) for name, form in forms.items()),
        Act("restore", restore, LAID, share=0.5),
        Act("restore into nothing", restore, BARE, share=0.1),
    ]
