"""What any page of the administration may be asked: a site of this kind mixes it into every ModelAdmin it registers.

The stock administration filters a list by whatever field and look-up an address names (`?id__regex=(`), sorts by as
many columns as it lists, searches for any number of words, and builds as many empty rows as a form announces. Here a
list answers to its own filters, and the rest has bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG, ORDER_VAR, SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, BaseFormSet
from django.http import HttpRequest, HttpResponseNotAllowed, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from strategy_monitor.backoffice.lookups import is_key

LONGEST_SEARCH = 200
"""Characters of what is searched for in a list."""

LONGEST_FILTER = 100
"""Characters of the value of a filter."""

METHODS = ("GET", "HEAD", "POST")

UNTYPED = {"require-trusted-types-for": None, "trusted-types": None}
"""The content policy without Trusted Types: jQuery 3, which the forms of Django use, writes markup as it starts."""

NEW_ROWS = 100
"""Rows that may be added to a page at once."""


class ShortSearch(ChangeListSearchForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = _("La recherche compte plus de %(max)s caractères : la liste est donnée en entier.")
        self.fields[SEARCH_VAR] = forms.CharField(required=False, strip=False)
        self.fields[SEARCH_VAR].validators.append(at_most(LONGEST_SEARCH, message))


def at_most(characters: int, message: Any) -> Any:
    def check(value: str) -> None:
        if len(value) > characters:
            raise ValidationError(message, params={"max": characters})

    return check


class BoundedList(ChangeList):
    """A list that answers to its own filters and columns, and to nothing else that an address may name."""

    search_form_class = ShortSearch

    def get_filters(self, request: HttpRequest) -> Any:
        """As the stock list, whose filters take what is theirs; what they leave was asked of the database."""
        asked = self.get_filters_params()
        if any(len(value) > LONGEST_FILTER for values in asked.values() for value in values):
            raise DisallowedModelAdminLookup("The value of a filter is too long.")
        found = super().get_filters(request)
        left = asked.keys() & found[2].keys()
        if left:
            raise DisallowedModelAdminLookup(f"No filter of this list is called {sorted(left)!r}.")
        return found

    def get_ordering(self, request: HttpRequest, queryset: Any) -> Any:
        """Each column counts once: a database sorts by so many, and no more."""
        if ORDER_VAR in self.params:
            self.params[ORDER_VAR] = sorted_once(self.params[ORDER_VAR], len(self.list_display))
        return super().get_ordering(request, queryset)


def sorted_once(asked: str, columns: int) -> str:
    """« 1.-2.1 » → « 1.-2 »: the columns to sort by, as far as there are such columns."""
    kept: dict[int, str] = {}
    for part in asked.split("."):
        number = part.removeprefix("-")
        if number.isascii() and number.isdigit() and len(number) < 4 and int(number) < columns:
            kept.setdefault(int(number), part)
    return ".".join(kept.values())


class BoundedFormSet(BaseFormSet):
    """Rows of a page: as many as there are and `NEW_ROWS` more; more are refused before any is built."""

    error_messages: Any

    @cached_property
    def management_form(self) -> Any:
        form = super().management_form
        if self.is_bound and form.is_valid():
            new: int = form.cleaned_data[TOTAL_FORM_COUNT] or 0
            if new > NEW_ROWS and hasattr(self, "get_queryset"):
                new -= len(self.get_queryset())
            if new > NEW_ROWS:
                form.add_error(None, TOO_MANY_ROWS)
                form.cleaned_data.update({TOTAL_FORM_COUNT: 0, INITIAL_FORM_COUNT: 0})
                self.error_messages = {**self.error_messages, "missing_management_form": TOO_MANY_ROWS}
        return form


TOO_MANY_ROWS = _(
    "Le formulaire annonce plus de lignes qu’une page n’en porte. Rien n’a été enregistré : recharger la page, et "
    "ajouter au plus cent lignes à la fois."
)


class KeysField(forms.ModelMultipleChoiceField):
    """Several things, by their keys: a number that no database counts to is no choice, as any other unknown one."""

    def _check_values(self, value: Any) -> Any:
        for one in value:
            if not is_key(str(one)):
                message = self.error_messages["invalid_pk_value"]
                raise ValidationError(message, code="invalid_pk_value", params={"pk": str(one)[:40]})
        return super()._check_values(value)  # type: ignore[misc]


class BoundedAdmin(ModelAdmin):
    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return bounded(BoundedList, super().get_changelist(request, **kwargs))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """A list that was asked for nonsense is shown again as a whole: not, the second time, a « database error »."""
        if ERROR_FLAG in request.GET:
            asked = request.GET.copy()
            del asked[ERROR_FLAG]
            request.GET = asked  # type: ignore[assignment]
        return super().changelist_view(request, extra_context)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        """What is ticked is looked for by its key, so only keys are."""
        posted = request.POST.copy()
        posted.setlist(ACTION_CHECKBOX_NAME, [one for one in posted.getlist(ACTION_CHECKBOX_NAME) if is_key(one)])
        request.POST = posted  # type: ignore[assignment]
        return super().response_action(request, queryset, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """By its key where an address names no field: « ?_to_field= » names one that there is not. None for what only
        Python reads as a key (« 1_0 »)."""
        if not from_field and not is_key(object_id):
            return None
        return super().get_object(request, object_id, from_field or None)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        if len(search_term) > LONGEST_SEARCH:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            yield bounded(BoundedFormSet, formset), inline

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return bounded(BoundedFormSet, super().get_changelist_formset(request, **kwargs))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": KeysField} | kwargs)


class BoundedSite(AdminSite):
    """A site whose every list and form is bounded, wherever it comes from."""

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        super().register(model_or_iterable, bounded(BoundedAdmin, admin_class or ModelAdmin), **options)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Every page of the administration: opened or sent, nothing else; its address freed of null characters,
        for PostgreSQL takes none; with scripts that write markup from texts."""
        page = csp_replace(UNTYPED)(super().admin_view(view, cacheable))

        @wraps(page)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            if "\x00" in "".join(value for values in request.GET.lists() for value in values[1]):
                request.GET = without_nulls(request.GET)  # type: ignore[assignment]
            return page(request, *args, **kwargs)

        return answer


def without_nulls(query: QueryDict) -> QueryDict:
    found = query.copy()
    for name, values in query.lists():
        found.setlist(name, [value.replace("\x00", "") for value in values])
    return found


def bounded(bounds: type[Any], stock: type[Any]) -> type[Any]:
    """The stock class under these bounds, by its own name."""
    return (
        stock if issubclass(stock, bounds) else type(stock.__name__, (bounds, stock), {"__module__": stock.__module__})
    )
