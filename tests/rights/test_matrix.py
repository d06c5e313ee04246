"""Every role × every address × every method: who gets in is who `table` says, and nobody else changes anything.

Every method is asked by who has no account and by who has all rights. Those in between ask with GET and POST, at the
desk and in the administration; what anybody may read is theirs too (`EVERY_ROLE=1`: in every way, and everywhere).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from axes.models import Axis
from indicators.models import Finding, ImportedFile, Observation, Provider
from strategy_monitor.accounts import sessions
from strategy_monitor.desk.edited import SITE
from strategy_monitor.errata.models import Erratum
from strategy_monitor.jobs.models import Job
from strategy_monitor.language.codes import JobKind, JobState
from strategy_monitor.quality.gate import check_all
from strategy_monitor.releases.models import Edition, StoredBeside
from strategy_monitor.releases.publish import publish
from strategy_monitor.threads.models import Attachment, Message
from tests import factories
from tests.bake.light import light
from tests.people import person, signed_in
from tests.rights.table import (
    ACCOUNT_LEADS,
    ACCOUNT_READS,
    ACCOUNT_SENT,
    ACCOUNT_WRITES,
    ANYONE,
    API_NOTHING,
    API_PAGES,
    API_READING,
    DESK_READS,
    DESK_WRITES,
    METHODS,
    READING,
    ROLES,
    WITHOUT_ROLE,
    may,
)
from tests.snapshot import remembered

# Who gets in is the same on every database; the doors themselves are tried on both (`test_scope`).
pytestmark = [pytest.mark.django_db, pytest.mark.once]

FILLED = {
    "edition": "2025",
    "release": 1,
    "first": "2025.1",
    "second": "2025.1",
    "number": 1,
    "rank": 1,
    "axis": "axe-1",
    "page": 2,
    "word": "questions-ouvertes",
    "part": "impact",
    "code": "1.1-O1",
    "series": "heures",
    "period": "2023-2024",
    "form": "pdf",
    "kind": "indicateur",
    "provider": "P",
    "uidb64": "MQ",
    "token": "a-b",
    "rest": "1/",
}
"""What stands in the variable parts of the addresses."""

NOTHING_THERE = {
    *("chart_svg", "chart_png", "chart_embed", "oembed", "security_txt", "calendar_page", "comparison_axis_page"),
    *("volume_pdf", "volume_docx", "volume_annotated_pdf", "volume_annotated_docx"),
    *("account-directory", "account-returned", "account-ended"),
}
"""The only indicator of this world has one figure: there is nothing to draw, and nothing that is too long for one page.
Nor has anybody been named whom to tell of a fault, nor is there a directory (`tests/accounts/test_directory.py`)."""


@pytest.fixture(autouse=True)
def documents_and_pages_are_a_word(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who may come in is asked here, of each role; what stands in a PDF or on a page is asked elsewhere, once: each
    role reads the pages of the desk in `tests.desk.test_no_administration`. (`EVERY_ROLE=1`: each page is written.)"""
    if os.environ.get("EVERY_ROLE") != "1":
        monkeypatch.setattr("django.template.backends.django.Template.render", lambda *_given: "")
        monkeypatch.setattr(admin.AdminSite, "_build_app_dict", lambda *_given: {})  # for a menu that nobody reads
    with light():
        yield


@pytest.fixture(autouse=True)
def people_are_found_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Who asks stays the same for a whole test, with their rights: sought by the first request of a session, and again
    at the end, when it must still be theirs. (`tests.accounts` says what ends a session.)"""
    find, found = sessions.find_person, {}

    def find_once(request: HttpRequest) -> Any:
        key = request.session.session_key
        if key not in found:
            found[key] = request, find(request)
        return found[key][1]

    monkeypatch.setattr(sessions, "find_person", find_once)
    yield
    for request, same in found.values():
        request.session = type(request.session)(request.session.session_key)  # read anew
        assert find(request) == same


@pytest.fixture
def world() -> None:
    """One of each thing, in axis 1, published once."""
    remembered("one of each thing", make_world)


def make_world() -> None:
    author = person("someone")
    provider = factories.provider(code="P")
    observation = factories.observation(series=factories.series(key="heures"))
    measure = factories.measure(action=observation.series.indicator.action)
    factories.row(table=factories.table(measure=measure))
    factories.citation(measure=measure)
    factories.footnote(measure=measure)
    for level in range(6):
        factories.step(level=level)
    factories.note(observation=observation)
    message = Message.objects.create(indicator=observation.series.indicator, author=author, text="Quelle année ?")
    Attachment.objects.create(message=message, name="a.txt", content=b"x", size=1, sha256="0" * 64)
    apps.get_model("axes.Acronym").objects.create(letters="FW-B", meaning="Fédération")
    check_all()
    publish("2025", "Essai")
    Job.objects.create(
        kind=JobKind.PUBLICATION, subject="2025", asked_by=author, state=JobState.LOST, result={"why": ""}
    )
    apps.get_model("releases.SiteStatement").objects.create()
    edition = Edition.objects.get()
    campaign = apps.get_model("campaigns.Campaign").objects.create(
        edition=edition, opens_on="2025-01-01", due_on="2025-06-01"
    )
    apps.get_model("errata.Erratum").objects.create(edition=edition)
    apps.get_model("campaigns.Demand").objects.create(campaign=campaign, provider=provider, due_on="2025-06-01")


def member(role: str) -> Client:
    """A client of this role, who works in axis 1 and for the provider there is."""
    if role == "anonymous":
        return Client()
    if role == "outsider":
        return signed_in(get_user_model().objects.create_user("outsider"))
    if role == WITHOUT_ROLE:
        return signed_in(person(role, axes=Axis.objects.filter(number=1), providers=Provider.objects.all()))
    return signed_in(person(role, role, axes=Axis.objects.filter(number=1), providers=Provider.objects.all()))


def patterns(resolver: Any = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Name and path of every address outside the administration."""
    for one in (resolver or get_resolver()).url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from patterns(one, path)
        elif isinstance(one, URLPattern):
            yield one.name or "", path


def key_of(name: str) -> int:
    """The key of the thing that this page of the desk is about."""
    models: dict[str, Any] = {"desk-finding": Finding, "desk-observation": Observation, "desk-thread-file": Attachment}
    models["desk-job"] = Job
    models |= dict.fromkeys(("desk-erratum", "desk-correction"), Erratum)
    if name == "desk-import-undo":
        return ImportedFile.objects.exclude(confirmed_at=None).get().pk
    found = models.get(name, ImportedFile).objects.first()
    assert found is not None, name
    return found.pk


def code_in_api(name: str) -> str:
    """The code of the one thing that this address of the API is about."""
    models = {"getMeasure": "axes.Measure", "getNote": "indicators.EditorialNote", "getProvider": "indicators.Provider"}
    if name in models:
        return apps.get_model(models[name])._default_manager.get().code
    return {"getAction": "1.1", "problem": "panne"}.get(name, FILLED["code"])


def address(name: str, path: str) -> str:
    filled = FILLED | {"key": key_of(name) if "<int:key>" in path else "dessin"}
    if path.startswith("/api/"):
        filled |= {"release": "2025.1", "rest": "rien", "name": "axes"}
        filled["code"] = code_in_api(name.removesuffix("OfRelease"))
    return re.sub(r"<[a-z_]+:(\w+)>", lambda part: str(filled[part[1]]), path)


def outcome(client: Client, method: str, url: str, data: Any = None) -> str:
    """What becomes of a request: « in », « login », « refused », « method », « absent », or « broken »."""
    response = client.generic(method, url) if method != "POST" else client.post(url, data or {})
    if response.status_code in {301, 302} and "/login/" in response.headers["Location"]:
        return "login"
    if response.status_code >= 500:
        return "broken"
    return {403: "refused", 404: "absent", 405: "method"}.get(response.status_code, "in")


def expected_of_desk(name: str, role: str, method: str) -> set[str]:
    """What the desk answers. Whether it first looks at the person or at the method does not matter."""
    gates = {"anonymous": {"login"}, "outsider": {"refused"}, WITHOUT_ROLE: {"refused"}}
    gate = gates.get(role, set())
    if method in READING:
        return gate or ({"in"} if role in DESK_READS.get(name, ROLES) else {"refused"})
    if method == "POST" and name in DESK_WRITES:
        return gate or ({"in"} if role in DESK_WRITES[name] else {"refused"})
    kept_out = gate or ({"refused"} if role not in DESK_READS.get(name, DESK_WRITES.get(name, ROLES)) else set())
    return {"method"} | kept_out


def counts() -> dict[str, int]:
    """Rows of the working copy, of its history, and of what is made of it; what the rules find and what a search asks
    are made anew."""
    return {
        model._meta.label: model._default_manager.count()
        for label in ("axes", "indicators", "releases", "campaigns", "errata", "threads")
        for model in apps.get_app_config(label).get_models()
        if "Finding" not in model._meta.label and not issubclass(model, StoredBeside)
    }


def test_the_table_names_addresses_that_are_there():
    names = {name for name, _path in patterns()}
    assert {*DESK_WRITES, *DESK_READS} <= names
    assert {*ACCOUNT_LEADS, *ACCOUNT_READS, *ACCOUNT_SENT, *ACCOUNT_WRITES} == {
        name for name in names if name.startswith("account-")
    }


@pytest.mark.parametrize("role", ANYONE)
@pytest.mark.usefixtures("world")
def test_the_public_site_and_the_desk(role):
    client, wrong = member(role), []
    upload(role)
    before = counts()
    for name, path in patterns():
        if not (is_an_end(role) or path.startswith(("/bureau/", "/compte/"))):
            continue
        url = address(name, path)
        for method in methods(role):
            found = outcome(client, method, url)
            wanted = expected(name, path, role, method)
            if name in NOTHING_THERE:
                wanted = {"absent" if one == "in" else one for one in wanted}
            if found not in wanted:
                wrong.append(f"{method} {url} ({name}): {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert counts() == before, "an empty request changes nothing"


def methods(role: str) -> tuple[str, ...]:
    """Those in which this role asks."""
    return METHODS if is_an_end(role) else ("GET", "POST")


def is_an_end(role: str) -> bool:
    """Whether there is nobody beyond: no method is refused to both that another role could use."""
    return role in {ANYONE[0], ANYONE[-1]} or os.environ.get("EVERY_ROLE") == "1"


def expected(name: str, path: str, role: str, method: str) -> set[str]:
    if path.startswith("/bureau/"):
        return expected_of_desk(name, role, method)
    if name in ACCOUNT_LEADS and method in {*READING, "POST"}:
        return {"in", "login"}  # `tests/accounts/test_second_factor.py` says whom it lets in
    if name in ACCOUNT_SENT:
        return {"in"} if method == "POST" else {"method"}
    if name in ACCOUNT_WRITES:
        return {"in"} if method in {*READING, "POST"} else {"method"}
    if path.startswith("/api/") and name not in API_PAGES:
        reads = {"absent"} if name in API_NOTHING and method in READING else {"in"}
        return reads if method in API_READING else {"method"}
    return {"in"} if method in READING else {"method"}


def upload(role: str) -> None:
    """A file that was imported, and one that waits for its confirmation, of this person where there is one."""
    users = get_user_model()._default_manager
    owner = users.filter(username=role).first() or users.create_user("other")
    now = timezone.now()
    ImportedFile.objects.create(name="b.csv", content=b"x", sha256="0" * 64, uploaded_by=owner, confirmed_at=now)
    ImportedFile.objects.create(name="a.csv", content=b"x", sha256="0" * 64, uploaded_by=owner)


# The administration


SITES = {"admin": admin.site, "edit": SITE}
"""The administration, and the same editors at the desk."""


def registered(site: str = "admin") -> list[tuple[str, Any]]:
    return [(model._meta.label_lower, model) for model in SITES[site]._registry]


def pages(site: str, model: Any) -> dict[str, str]:
    """What a page of the administration does → its address."""
    name, thing = f"{site}:{model._meta.app_label}_{model._meta.model_name}", a_thing(model)
    found = {"list": reverse(f"{name}_changelist"), "add": reverse(f"{name}_add")}
    for page in ("change", "history", "delete"):
        found[page] = reverse(f"{name}_{page}", args=[thing.pk])
    if hasattr(thing, "history"):
        found["past"] = reverse(f"{name}_simple_history", args=[thing.pk, thing.history.latest().pk])
    if model is get_user_model():
        found["erase"] = reverse(f"{name}_erase", args=[thing.pk])
        found["sessions"] = reverse(f"{name}_sessions", args=[thing.pk])
    return found


def a_thing(model: Any) -> Any:
    """One that this person may work on: of the staff, for accounts."""
    things = model._default_manager.order_by("pk")
    return things.last() if model is get_user_model() else things.first()


READS = {
    "list": "view",
    "change": "view",
    "history": "view",
    "past": "view",
    "add": "add",
    "delete": "delete",
}
WRITES = {
    "list": "view",
    "change": "change",
    "history": "view",
    "past": "change",
    "add": "add",
    "delete": "delete",
}
"""What a page takes to be opened, and to be sent."""
READS["erase"] = WRITES["erase"] = "erase"
READS["sessions"] = WRITES["sessions"] = "change"

ELSEWHERE = {("releases.release", "add"), ("releases.release", "history")}
"""Pages that lead to the desk and to the list."""

ONLY_ONE = {("axes.strategy", "add"), ("releases.sitestatement", "add")}
"""A site follows one strategy, and says once what it owes its readers: with one there, nobody adds another."""


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize("role", ANYONE)
@pytest.mark.usefixtures("world")
def test_the_administration_and_the_forms_of_the_desk(role, site):
    client, wrong = member(role), []
    before = counts()
    for label, model in registered(site):
        for page, url in pages(site, model).items():
            for method in methods(role):
                found = outcome(client, method, url)
                wanted = expected_of_admin(role, label, page, method)
                if site == "edit":
                    wanted = at_the_desk(role, wanted)
                if found not in wanted:
                    wrong.append(f"{method} {url} ({label}, {page}): {found}, not {wanted}")
    assert not wrong, "\n".join(wrong)
    assert counts() == before, "an empty request changes nothing"


def expected_of_admin(role: str, label: str, page: str, method: str) -> set[str]:
    """Whoever may not open a page of the administration is sent to the login, or refused where they are known."""
    if method not in {*READING, "POST"}:
        return {"method"}
    if role in {"anonymous", "outsider"}:
        return {"login"}
    if (label, page) in ELSEWHERE:
        return {"in"}
    if role == WITHOUT_ROLE:
        return {"refused"}
    action = (WRITES if method == "POST" else READS)[page]
    allowed = may(role, action, label) and (label, page) not in ONLY_ONE
    return {"in"} if allowed else {"refused"}


def at_the_desk(role: str, wanted: set[str]) -> set[str]:
    """The desk looks at the person before the method, and knows those that it does not let in."""
    gates = {"anonymous": {"login"}, "outsider": {"refused"}, WITHOUT_ROLE: {"refused"}}
    return gates.get(role, wanted)


@pytest.mark.parametrize("role", ANYONE)
@pytest.mark.usefixtures("world")
def test_the_lists_of_the_desk_and_its_choices(role):
    client = member(role)
    gate = {"anonymous": "login", "outsider": "refused", WITHOUT_ROLE: "refused"}.get(role, "in")
    choices = "app_label=axes&model_name=measure&field_name=action"
    for url in (reverse("edit:index"), f"{reverse('edit:autocomplete')}?{choices}"):
        assert outcome(client, "GET", url) == gate, url


@pytest.mark.usefixtures("world")
def test_every_model_of_the_administration_is_in_the_matrix():
    assert all(a_thing(model) is not None for _label, model in registered())
