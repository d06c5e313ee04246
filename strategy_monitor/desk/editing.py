"""Editing at the desk: the editors of the administration, in the look of the desk, and back to where one came from.

A second site of the administration holds the same editors: what they refuse, merge, lock, record and ask is said once.
What differs is here: the pages, the addresses, one field at a time (« ?champ= »), and the way back (« ?retour= »).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_list import result_headers, results
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import CharField, DateField, Model, TextField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import include, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from strategy_monitor.backoffice.bounds import BoundedList, BoundedSite, bounded
from strategy_monitor.backoffice.editing import Editor
from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.desk import links
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.links import FIELD, RETURN, with_return
from strategy_monitor.desk.menu import MENU, THREADS_AFTER
from strategy_monitor.desk.threads import describe_open
from strategy_monitor.language import french

ADDRESSES = {
    "axes.strategy": "strategie",
    "axes.axis": "axes",
    "axes.priorityaction": "actions",
    "axes.measure": "mesures",
    "axes.reference": "references",
    "axes.contenttable": "tableaux",
    "axes.contentrow": "lignes",
    "axes.citation": "citations",
    "axes.footnote": "notes-de-bas-de-page",
    "axes.acronym": "sigles",
    "indicators.indicator": "indicateurs",
    "indicators.series": "series",
    "indicators.observation": "valeurs",
    "indicators.editorialnote": "notes",
    "indicators.provider": "fournisseurs",
    "indicators.scalestep": "echelle",
    "campaigns.campaign": "campagnes",
    "campaigns.demand": "demandes",
}
"""Label of a model → what its addresses begin with."""


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that this one was opened from, as its address says; `otherwise` where it says none."""
    asked = request.GET.get(RETURN, "")
    return asked if links.is_ours(asked) else otherwise


class PlainFields:
    """Fields without pop-up windows, and days that a browser helps to choose."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, DateField):
            kwargs["widget"] = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field


class DeskRows(PlainFields):
    """Rows of a page: an empty one stands ready, with JavaScript or without."""

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        asked: int = super().get_extra(request, obj, **kwargs)  # type: ignore[misc]
        return max(asked, 1)


class DeskList(BoundedList):
    """A list whose forms lead back to it."""

    here: str
    """Its address, with what it was asked."""

    def url_for_result(self, result: Any) -> str:
        return with_return(super().url_for_result(result), self.here)


class DeskEditor(PlainFields, Editor):
    """An editor of the administration, at the desk. To be mixed in before it."""

    change_form_template = "edit/form.html"
    change_list_template = "edit/list.html"
    delete_confirmation_template = "edit/delete.html"
    object_history_template = "edit/history.html"
    object_history_form_template = "edit/past.html"
    preserve_filters = False

    named_by: ClassVar[tuple[str, ...]] = ()
    """Fields that stand in the address of a page of the thing."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_"

        def view(page: Callable[..., Any]) -> Callable[..., Any]:
            """As Django marks the pages of its own administration: who refuses one finds whose form it is."""
            admitted = self.admin_site.admin_view(page)
            vars(admitted)["model_admin"] = self
            return admitted

        past = "<str:object_id>/historique/<str:version_id>/"
        return [
            path("", view(self.changelist_view), name=f"{name}changelist"),
            path("ajouter/", view(self.add_view), name=f"{name}add"),
            path(past, view(self.history_form_view), name=f"{name}simple_history"),
            path("<str:object_id>/historique/", view(self.history_view), name=f"{name}history"),
            path("<str:object_id>/supprimer/", view(self.delete_view), name=f"{name}delete"),
            path("<str:object_id>/", view(self.change_view), name=f"{name}change"),
        ]

    def describe_list(self, request: HttpRequest) -> tuple[str, str, str]:
        """The name of its list, its address, and the form that adds to it; empty where this person adds nothing."""
        add = with_return(self.address("add"), request.get_full_path()) if self.has_add_permission(request) else ""
        return str(self.opts.verbose_name_plural), self.address("changelist"), add

    def address(self, page: str, *args: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=args, current_app=self.admin_site.name)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return [type(one.__name__, (DeskRows, one), {}) for one in super().get_inlines(request, obj)]

    # One field

    def single_fields(self, request: HttpRequest, fields: Iterable[Any]) -> tuple[str, ...]:
        """The text that the address names, if the form has it and it stands for itself; a title comes with its short
        form."""
        name = request.GET.get(FIELD, "")
        stored = {one.name: one for one in self.opts.get_fields()}  # a form has fields besides, such as the reason
        if name not in fields or not stands_for_itself(stored.get(name)):
            return ()
        return ("title", "short_title") if name == "title" and "short_title" in fields else (name,)

    def chosen_fields(self, request: HttpRequest, obj: Any) -> tuple[str, ...]:
        if obj is None or FIELD not in request.GET:
            return ()
        return self.single_fields(request, flatten_fieldsets(self.whole_fieldsets(request, obj)))

    def whole_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = self.whole_fieldsets(request, obj)
        chosen = self.chosen_fields(request, obj)
        return [(None, {"fields": chosen}), *found[-1:]] if chosen and asks_why(found) else found

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if self.chosen_fields(request, obj) else super().get_formsets_with_inlines(request, obj)

    # Pages

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:  # noqa: ARG002
        raise Http404(NO_SUCH_ROW)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        require_key(object_id)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        require_key(object_id)
        thing = self.get_object(request, unquote(object_id))
        after = self.way_after_deletion(request, thing) if thing is not None else ""
        request.after_deletion = after  # type: ignore[attr-defined]
        context = {"cancel": self.way_back(request, thing), "asked": request.GET.urlencode()}
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        context = {"cancel": way_back(request, self.address("change", object_id)), "asked": request.GET.urlencode()}
        return super().history_view(request, object_id, context | (extra_context or {}))

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        context = {"asked": request.GET.urlencode()} | (extra_context or {})
        return super().history_form_view(request, object_id, version_id, context)

    def render_history_view(self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any) -> Any:
        form = context["adminform"].form if "adminform" in context else None
        more = {"field_media": form.media} if form else {}
        return super().render_history_view(request, template, context | more, **kwargs)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        listing = bounded(BoundedList, super().get_changelist(request, **kwargs))
        return type(listing.__name__, (DeskList, listing), {"here": request.get_full_path()})

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        response = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None)
        if context and "cl" in context:
            found = context["cl"]
            _name, _list, add = self.describe_list(request)
            context |= {"headers": list(result_headers(found)), "rows": list(results(found)), "add_address": add}
        return response

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        thing = kwargs.get("obj")
        media = context["adminform"].form.media
        for rows in context["inline_admin_formsets"]:
            media += rows.formset.media
        context |= {
            "field_media": media,
            "cancel": self.way_back(request, thing),
            "asked": request.GET.urlencode(),
            "single": bool(self.chosen_fields(request, thing)),
            "copy_page": links.page_of(thing) if thing is not None else None,
            "site_page": links.site_page_of(thing) if thing is not None else None,
        }
        response = super().render_change_form(request, context, **kwargs)
        if context["single"]:
            field: Any = self.opts.get_field(self.chosen_fields(request, thing)[0])
            response.context_data["title"] = _("Modifier : %(field)s") % {"field": field.verbose_name}
        return response

    def tree(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """As the administration lists what stands under it; each form leads back to this one."""
        here = request.get_full_path()
        return [
            limb
            | {
                "rows": [(row, with_return(address, here)) for row, address in limb["rows"]],
                "add": f"{limb['add']}&{urlencode({RETURN: here})}" if limb["add"] else "",
            }
            for limb in super().tree(request, thing)
        ]

    # The way back

    def way_back(self, request: HttpRequest, thing: Any) -> str:
        shown = self.page_after(thing) if thing is not None and thing.pk else None
        return way_back(request, shown or self.address("changelist"))

    def way_after_deletion(self, request: HttpRequest, thing: Any) -> str:
        """Where one came from, unless that page goes with the thing: then the page of what it stood in."""
        back = self.way_back(request, thing)
        if not any(urlsplit(back).path.startswith(own) for own in self.own_pages(thing)):
            return back
        above = next((getattr(thing, name) for name in self.parents if getattr(thing, name) is not None), None)
        return (links.page_of(above) if above is not None else None) or self.address("changelist")

    def own_pages(self, thing: Any) -> list[str]:
        """What the addresses of pages that leave with this thing begin with."""
        return [self.address("change", thing.pk), *self.named_pages(thing)]

    def named_pages(self, thing: Any) -> list[str]:  # noqa: ARG002
        """The same, of those whose address says what a form may change: the fields `named_by`."""
        return []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and set(self.named_by) & set(form.changed_data):
            stored = type(obj)._default_manager.get(pk=obj.pk)
            request.renamed_pages = self.named_pages(stored)  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def way_after_saving(self, request: HttpRequest, thing: Any) -> str:
        """Where one came from, unless that page has another address now."""
        back = self.way_back(request, thing)
        if not any(urlsplit(back).path.startswith(page) for page in getattr(request, "renamed_pages", ())):
            return back
        return self.page_after(thing) or self.address("changelist")

    def page_after(self, thing: Any) -> str | None:
        """What shows this thing, for who came from nowhere; None where nothing does."""
        return links.page_of(thing)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """On the request, whether anything was changed."""
        rows = any(one.new_objects or one.changed_objects or one.deleted_objects for one in formsets or ())
        request.touched = add or rows or bool(set(form.changed_data) - {"why"})  # type: ignore[attr-defined]
        return super().construct_change_message(request, form, formsets, add)

    def say_saved(self, request: HttpRequest, thing: Any) -> str:
        return french.end_sentence(_("Enregistré : %(thing)s") % {"thing": thing})

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:  # noqa: ARG002
        return self.go_back(request, obj)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.go_back(request, obj)

    def go_back(self, request: HttpRequest, thing: Any) -> HttpResponse:
        stored = getattr(request, "stored", False)  # a version that is come back to differs from no form
        touched = stored or getattr(request, "touched", True) or "_submit_work" in request.POST
        unchanged = french.end_sentence(_("Rien n’a changé : %(thing)s") % {"thing": thing})
        self.message_user(request, self.say_saved(request, thing) if touched else unchanged, messages.SUCCESS)
        return HttpResponseRedirect(self.way_after_saving(request, thing))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        """With the way back, for who may take it."""
        told = french.end_sentence(_("Supprimé : %(thing)s") % {"thing": obj_display})
        last = self.model.history.filter(id=obj_id, history_type="-").order_by("-history_id").first()
        may = last is not None and self.has_change_permission(request)
        request.session["deleted"] = self.address("simple_history", obj_id, last.pk) if may else ""
        self.message_user(request, f"{told} {_('L’historique le garde.')}", messages.SUCCESS, extra_tags="deleted")
        return HttpResponseRedirect(request.after_deletion)  # type: ignore[attr-defined]


def asks_why(fieldsets: Any) -> bool:
    return bool(fieldsets) and "why" in flatten_fieldsets(fieldsets[-1:])


def stands_for_itself(field: Any) -> bool:
    """Whether a field is a text that stands for itself: no choice, no key, no code."""
    return isinstance(field, (CharField, TextField)) and not field.choices and not field.unique


NO_SUCH_ROW = gettext_lazy("Cette chose n’existe pas ou n’existe plus.")


def require_key(object_id: Any) -> None:
    """404 for what cannot be the number of a row."""
    if object_id is not None and not is_key(unquote(object_id)):
        raise Http404(NO_SUCH_ROW)


class DeskForms(BoundedSite):
    """The site of the administration that stands at the desk."""

    site_title = gettext_lazy("Suivi de la stratégie")
    deleted_template = "edit/deleted.html"

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        return staff(super().admin_view(view, cacheable))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """No list of applications: the desk has its own bar."""
        return {"site_title": self.site_title, "has_permission": True, "is_popup": False}

    def get_urls(self) -> list[Any]:
        found: list[Any] = [
            path("", self.admin_view(self.index), name="index"),
            path("choix/", self.admin_view(self.autocomplete_view), name="autocomplete"),
        ]
        for model, editor in self._registry.items():
            found.append(path(f"{ADDRESSES[model._meta.label_lower]}/", include(editor.urls)))
        return found

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:  # noqa: ARG002
        """All that is kept, list by list; and the threads, which are no list of it."""
        request.current_app = self.name
        context = {"title": _("Contenu"), "groups": self.list_groups(request)}
        return TemplateResponse(request, "edit/index.html", self.each_context(request) | context)

    def list_groups(self, request: HttpRequest) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Title of a group → name of each of its lists, its address, and the form that adds to it, if any."""
        held = {model._meta.label_lower: editor for model, editor in self._registry.items()}
        found = []
        for title, labels in MENU:
            lists = [
                held[label].describe_list(request)  # type: ignore[attr-defined]
                for label in labels
                if label in held and held[label].has_view_or_change_permission(request)
            ]
            if THREADS_AFTER in labels:
                lists.append((name_threads(), reverse("desk-threads"), ""))
            if lists:
                found.append((str(title), lists))
        return found

    def hold(self, besides: dict[type[Model], type[DeskEditor]]) -> None:
        """Takes every editor of the administration that the desk has an address for."""
        for model, editor in admin.site._registry.items():
            if model._meta.label_lower in ADDRESSES:
                mixed = besides.get(model, DeskEditor)
                self.register(model, type(type(editor).__name__, (mixed, type(editor)), {}))


def name_threads() -> str:
    """« fils de discussion (2 corrections proposées à régler) »; one query."""
    waiting = describe_open()
    return _("fils de discussion") + (f" ({waiting})" if waiting else "")
