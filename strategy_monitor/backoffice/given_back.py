"""What was typed into a form that is not written: given back, to be copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.forms import Field
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from strategy_monitor.backoffice.merging import ReasonForm, describe_value

TECHNICAL = re.compile(r"csrfmiddlewaretoken|seen|opened(-\d+)?|row(-\d+)?|s .*|_.*|.*_FORMS|.*-id")
"""Names of what a form sends that nobody typed; those of its buttons begin with « _ »."""
ROW = re.compile(r"(\w+)-\d+-(\w+)")
"""Names of the fields of a row: of which rows of the thing, and which field of them."""
SECRET = {"code", "answer"}
"""Names of what is never shown again, beside passwords: the code of a second factor, what a passkey signed."""


def typed_values(posted: QueryDict, model: type[Model]) -> list[tuple[str, str]]:
    """What each field was given, as it reads, by its label; by its name where it is no field."""
    return [describe_typing(model, name, given) for name, given in read_typing(posted)]


def read_typing(posted: QueryDict) -> Iterator[tuple[str, list[str]]]:
    for name, values in posted.lists():
        given = [text for value in values if (text := value.replace("\x00", ""))]
        if given and not TECHNICAL.fullmatch(name):
            yield name, given


def describe_typing(model: type[Model], name: str, given: list[str]) -> tuple[str, str]:
    field = find_field(model, name)
    if field is None:
        return name, ", ".join(given)
    return label_typing(model, name, field), describe_value(field, given if len(given) > 1 else given[0])


def find_field(model: type[Model], name: str) -> Field | None:
    """The field of a form that takes this of a thing."""
    if name in ReasonForm.base_fields:
        return ReasonForm.base_fields[name]
    stored = find_stored(model, name)
    return stored.formfield() if stored is not None and hasattr(stored, "formfield") else None


def label_typing(model: type[Model], name: str, field: Field) -> str:
    """« Texte »; « Référence citée, intitulé imprimé » of a row."""
    row = ROW.fullmatch(name)
    if row is None:
        return str(capfirst(field.label or name))
    kind: Any = model._meta.get_field(row[1]).related_model
    return f"{capfirst(kind._meta.verbose_name)}, {kind._meta.get_field(row[2]).verbose_name}"


def find_stored(model: type[Model], name: str) -> Any:
    """The column of a thing, or of a row of it; None where it has none of this name."""
    row = ROW.fullmatch(name)
    try:
        kind: Any = model._meta.get_field(row[1]).related_model if row else model
        stored = kind._meta.get_field(row[2] if row else name) if kind else None
    except FieldDoesNotExist:
        return None
    return stored if stored is not None and stored.concrete else None


def typed_here(request: HttpRequest) -> list[tuple[str, str]]:
    """What a form of this site brought with a request that is refused, or that failed: no secret, and nothing that is
    read in the database, to which this person may have no right. Nothing of what another site made a browser send.

    Of a form that is not one of a thing, its sentences: what else it sends are marks, and its names say nothing.
    """
    if request.method != "POST" or not comes_from_here(request):
        return []
    editor = getattr(getattr(request.resolver_match, "func", None), "model_admin", None)
    model = editor.model if editor is not None else None
    typed = [(name, given) for name, given in read_typing(request.POST) if may_be_shown(model, name)]
    if model is not None:
        return [describe_typing(model, name, given) for name, given in typed]
    return [(_("Texte saisi"), text) for _name, given in typed for text in given if " " in text.strip()]


def comes_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the form."""
    same = request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
    return same and request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def may_be_shown(model: type[Model] | None, name: str) -> bool:
    """False for what is secret, and for what names another thing."""
    field = find_stored(model, name) if model is not None else None
    return "password" not in name and (name not in SECRET if field is None else not field.is_relation)
