"""The pages of the administration that are looked at in a browser, from its registry: a model that is registered
tomorrow is looked at too.

Of every model, its form (at the desk where it is edited there) and its list; of those in `WHOLE`, each kind of page.
`EVERY_PAGE=1` looks at each kind of page of every model, which takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from axes.models import Measure
from indicators.models import Observation
from strategy_monitor.desk.edited import SITE
from tests.admin_pages import address
from tests.browser.addresses import Page
from tests.environment import EVERY

WHOLE: tuple[type[Model], ...] = (Measure,)
NOT_ADDED = {"axes.strategy", "releases.release", "indicators.finding"}
"""A site follows one strategy, a release is published from the desk, and findings are found."""
NOT_DELETED = {"releases.release", "auth.user", "indicators.finding"}
"""What was published stays, and so does who did what."""
NO_HISTORY = {"releases.release"}

ROW = "#result_list tbody th a"
HISTORY = "a.historylink"
POPUP = "?_popup=1"


def staff(name: str, path: str, links: tuple[str, ...] = (), press: tuple[str, ...] = (), shows: str = "body") -> Page:
    return Page(f"admin-{name}", path, staff=True, links=links, press=press, shows=shows)


def lists(model: type[Model]) -> Iterator[Page]:
    name, path, editor = model._meta.model_name, address(model, "changelist"), admin.site._registry[model]
    yield staff(f"{name}-list", path)
    if editor.search_fields:
        yield staff(f"{name}-nothing", f"{path}?q=introuvable")
        yield staff(f"{name}-sorted", f"{path}?q=e&o=1.-2")
    if editor.list_filter:
        chosen = ("#changelist-filter li:not(.selected) a",)
        yield staff(f"{name}-filtered", path, links=chosen, shows="#changelist-filter [aria-current]")


def forms(model: type[Model]) -> Iterator[Page]:
    name, path = model._meta.model_name, address(model, "changelist")
    yield staff(f"{name}-change", path, links=(ROW,))
    if model._meta.label_lower in NOT_ADDED:
        return
    new = address(model, "add")
    yield staff(f"{name}-add", new)
    yield staff(f"{name}-popup", f"{new}{POPUP}", shows="body.popup")
    yield staff(f"{name}-refused", new, press=("[name=_save]",), shows=".errornote")


def records(model: type[Model]) -> Iterator[Page]:
    """What was, and what would be no more."""
    name, path = model._meta.model_name, address(model, "changelist")
    if model._meta.label_lower not in NO_HISTORY:
        yield staff(f"{name}-history", path, links=(ROW, HISTORY))
    if isinstance(admin.site._registry[model], SimpleHistoryAdmin):
        yield staff(f"{name}-past", path, links=(ROW, HISTORY, "#change-history tbody th a"))
    if model._meta.label_lower not in NOT_DELETED:
        yield staff(f"{name}-delete", path, links=(ROW, "a.deletelink"))


def apart() -> Iterator[Page]:
    """Pages of no model."""
    yield staff("index", reverse("admin:index"))
    for label in sorted({model._meta.app_label for model in admin.site._registry}) if EVERY else ("axes",):
        yield staff(f"app-{label}", reverse("admin:app_list", args=[label]))
    yield staff("password", reverse("admin:password_change"))
    yield staff("password-done", reverse("admin:password_change_done"))
    yield staff("user-add", address(User, "add"))
    erasing = ("#result_list tbody tr:last-child th a", ".object-tools a[href$='/effacer/']")
    yield staff("user-erase", address(User, "changelist"), links=erasing, shows="#id_username")


def looked_at() -> Iterator[Page]:
    yield from apart()
    for model in admin.site._registry:
        found = [*lists(model), *forms(model), *records(model)]
        if EVERY or model in WHOLE:
            yield from found
        elif model not in SITE._registry:  # else the same list and form are looked at where they are at work
            yield [*lists(model)][-1]
            yield next(forms(model))


SEVERAL = tuple(
    staff(f"{model._meta.model_name}-several", address(model, "changelist"))
    for model in (admin.site._registry if EVERY else (Measure,))
    if model._meta.label_lower not in NOT_DELETED and not getattr(admin.site._registry[model], "deletion", None)
)
"""Lists in which several rows are chosen, to be deleted."""

ADMIN = tuple({page.name: page for page in looked_at()}.values())


def at_the_desk() -> Iterator[Page]:
    """The forms of the desk: of every model the form of one, and the lists of the longest; of measures and values, each
    kind of page."""
    yield Page("edit-index", reverse("edit:index"), staff=True, shows=".groups")
    for model in SITE._registry:
        name = model._meta.model_name
        path = reverse(f"edit:{model._meta.app_label}_{name}_changelist")
        if EVERY or model in {Measure, Observation}:
            yield Page(f"edit-{name}-list", path, staff=True)
        if model._meta.app_label != "campaigns":
            yield Page(f"edit-{name}-change", path, staff=True, links=(ROW,), shows="#content-main form")
    measures = reverse("edit:axes_measure_changelist")
    yield Page("edit-measure-nothing", f"{measures}?q=introuvable", staff=True)
    yield Page("edit-measure-add", reverse("edit:axes_measure_add"), staff=True)
    refused = ("[name=_save]",)
    yield Page("edit-measure-refused", reverse("edit:axes_measure_add"), staff=True, press=refused, shows=".errornote")
    for name, words in (("history", "historique"), ("delete", "supprimer")):
        link = f".edit .links a[href*='/{words}/']"
        yield Page(f"edit-measure-{name}", measures, staff=True, links=(ROW, link))
    past = (ROW, ".edit .links a[href*='/historique/']", "#change-history th a")
    yield Page("edit-measure-past", measures, staff=True, links=past)
    copy = "/bureau/copie/indicateurs/2.2-O2/"
    yield Page("edit-one-text", copy, staff=True, links=(".acts a[href*='champ=context']",), shows="[name=context]")
    yield Page("edit-value-add", copy, staff=True, links=(".acts a[href*='valeurs/ajouter']",), shows="[name=value]")


AT_DESK = tuple(at_the_desk())
