"""The pages that document the API: an index, a page for each resource, one for the shapes that they share."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strategy_monitor.api import openapi
from strategy_monitor.api.operations import OPERATIONS
from strategy_monitor.api.parameters import DEFAULT_LIMIT, MAX_LIMIT
from strategy_monitor.api.places import api_root, problem_page
from strategy_monitor.api.problems import KINDS
from strategy_monitor.api.reference import ApiReference, read_reference
from strategy_monitor.pages.viewing import Viewing, page
from strategy_monitor.pages.views import show
from strategy_monitor.releases.load import Head

DAY = 86_400


def reference_of(head: Head | None) -> ApiReference:
    """With examples of this release; without any where none is given. It asks the database nothing."""
    return read_reference(openapi.describe_api(OPERATIONS, head, settings.SITE_URL, settings.DATA_LICENCE))


def documentation_addresses() -> list[str]:
    """Every page of the documentation, for the site map: the same whatever the release."""
    return [reverse("api:docs"), *(resource_page(name) for name in reference_of(None).resources), reverse("api:shapes")]


def resource_page(name: str) -> str:
    return reverse("api:resource", args=[name])


def shape_address(whole: ApiReference, name: str) -> str:
    """Where this shape is shown; empty where there is none."""
    home = whole.homes.get(name)
    return f"{resource_page(home) if home else reverse('api:shapes')}#forme-{name}" if name else ""


@page
def show_index(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    whole = reference_of(viewing.head)
    return show(
        request,
        viewing,
        "api/docs.html",
        section="data",
        title=_("API"),
        description=_("Lire le rapport avec un programme : adresses, paramètres, exemples, erreurs."),
        root=api_root(viewing.publication.site),
        reference=whole,
        kinds=[(kind, problem_page("", kind.code)) for kind in KINDS.values()],
        default=DEFAULT_LIMIT,
        most=MAX_LIMIT,
    )


@page
def show_resource(request: HttpRequest, viewing: Viewing, name: str) -> HttpResponse:
    whole = reference_of(viewing.head)
    found = whole.resources.get(name)
    if found is None:
        raise Http404(_("L’API n’a pas de ressource de ce nom."))
    return show(
        request,
        viewing,
        "api/resource.html",
        section="data",
        title=_("API, ressource « %(name)s »") % {"name": name},
        description=_("Lire « %(name)s » avec un programme : adresses, paramètres, exemples.") % {"name": name},
        resource=found,
        operations=[(operation, shape_address(whole, operation.shape)) for operation in found.operations],
    )


@page
def show_shapes(request: HttpRequest, viewing: Viewing) -> HttpResponse:
    return show(
        request,
        viewing,
        "api/shapes.html",
        section="data",
        title=_("API, formes partagées"),
        description=_("Ce que contiennent les réponses de l’API, champ par champ."),
        shapes=reference_of(viewing.head).shapes,
    )


@require_safe
@cache_control(public=True, max_age=DAY)
def show_problem(request: HttpRequest, code: str) -> HttpResponse:
    """What a kind of problem means, and what to do. It needs no release: one of them says that there is none."""
    if code not in KINDS:
        raise Http404(_("Aucun problème ne porte ce code."))
    kind = KINDS[code]
    return render(request, "api/problem.html", {"title": kind.title, "description": kind.meaning, "kind": kind})
