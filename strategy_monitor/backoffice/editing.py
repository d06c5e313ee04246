"""What all edit pages have in common: their place in the tree, a search that works, and no error without a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import CharField, DateField, Max, Model, ProtectedError, QuerySet, TextField, URLField
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from strategy_monitor.backoffice import deleted
from strategy_monitor.backoffice.deletion import collect_deleted, count_lost, link_row
from strategy_monitor.backoffice.history import ReadableRecord
from strategy_monitor.backoffice.lookups import Lookup, LookupMany, is_key
from strategy_monitor.backoffice.merging import ReasonForm, merging_form
from strategy_monitor.backoffice.pasted import PastedText
from strategy_monitor.backoffice.placing import list_seen, place_errors
from strategy_monitor.backoffice.recording import gather_records, one_deletion
from strategy_monitor.backoffice.restoring import GoneParts, bring_back_parts, count_parts, find_gone_parts
from strategy_monitor.backoffice.search import filter_matching
from strategy_monitor.backoffice.versions import ShownVersions
from strategy_monitor.backoffice.working_copy import ReasonedDeletion, WorkingCopy
from strategy_monitor.language import french
from strategy_monitor.language.folding import natural_order
from strategy_monitor.web import faults


def shown_versions(request: HttpRequest) -> ShownVersions:
    """What the page that sends this request showed; read once."""
    if not hasattr(request, "shown_versions"):
        request.shown_versions = ShownVersions.read(request.POST.get("opened", ""))  # type: ignore[attr-defined]
    found: ShownVersions = request.shown_versions  # type: ignore[attr-defined]
    return found


def reason_given(request: HttpRequest) -> str:
    return request.POST.get("why", "").replace("\x00", "").strip()[:1000]


def admin_address(site: admin.AdminSite, model: type[Model], page: str, *args: Any) -> str:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"
    return reverse(name, args=args, current_app=site.name)


def explain_refusal(error: DatabaseError) -> Any:
    """The sentence of the constraint that refused, if it can be told; else what probably happened."""
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name in str(error):
                return constraint.violation_error_message
    return REFUSED


REFUSED = _(
    "La base de données a refusé cet enregistrement, sans doute parce qu’une autre personne vient de modifier "
    "les mêmes données. Rien n’a été enregistré, et la saisie est conservée ci-dessous."
)
TAKEN_SINCE = _(
    "Rien n’est revenu : autre chose porte depuis le code de ce qui a été supprimé, ou d’une de ses parties. Lui en "
    "donner un autre, puis recommencer."
)
DIGITS = "0123456789"
GIVEN_ALREADY = _("Ceci existe déjà dans cette liste : écrire autre chose, ou modifier ce qui y est.")


class WorkingCopyMixin(BaseModelAdmin):
    """What forms need beyond the model: help texts by field name, and lists that look up what one types."""

    working_copy: ClassVar[WorkingCopy]
    helps: ClassVar[Mapping[str, Any]] = {}
    read_as: ClassVar[Mapping[str, Callable[[Any], str]]] = {}
    """Field → the column that stands in its place for whom may not change it."""

    def covers(self, request: HttpRequest, obj: Any) -> bool:
        """Whether this person works where `obj` stands; on a whole list (None), the permission alone counts."""
        return obj is None or self.working_copy.covers(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.covers(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.covers(request, obj)

    def merging_form(self, request: HttpRequest, form: type[forms.ModelForm]) -> type[forms.ModelForm]:
        """The form, made to lose nobody's typing and to keep each person in their place."""
        return merging_form(form, shown_versions(request), self.working_copy, request.user)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        if not self.read_as or obj is None or self.has_change_permission(request, obj):
            return found
        return [(title, more | {"fields": self.fields_to_read(more["fields"])}) for title, more in found]

    def fields_to_read(self, fields: Any) -> tuple[Any, ...]:
        """The fields of a set, in their lines, as they stand where nobody changes them."""
        as_read = self.read_as.get
        return tuple(self.fields_to_read(one) if isinstance(one, tuple) else as_read(one, one) for one in fields)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        helps = {**self.working_copy.helps.get(self.model._meta.label, {}), **self.helps}
        if db_field.name in helps:
            kwargs["help_text"] = helps[db_field.name]
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        elif type(db_field) in {CharField, TextField}:
            kwargs["form_class"] = PastedText
        if db_field.name in self.autocomplete_fields:
            kind = LookupMany if db_field.many_to_many else Lookup
            kwargs["widget"] = kind(db_field, self.admin_site)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.unique:
            field.error_messages["unique"] = GIVEN_ALREADY
        return field


def day_column(field: DateField[Any, Any]) -> Callable[[Model], str]:
    """The column of a list for this field: « 1er février 2025 », which Django writes « 1 février 2025 »."""

    @admin.display(description=field.verbose_name, ordering=field.name)
    def write(thing: Model) -> str:
        day = getattr(thing, field.name)
        return french.write_date(day) if day else "-"

    return write


class Editor(WorkingCopyMixin, SimpleHistoryAdmin):
    """An edit page: recorded in the history, placed in the tree, searched without accents."""

    form = ReasonForm

    parents: ClassVar[tuple[str, ...]] = ()
    """The foreign keys that lead up the tree; the first that is set counts."""
    listed_under: ClassVar[Mapping[str, Any]] = {}
    """Foreign key → the title under which the page of what it leads to lists these things."""
    search_shown: ClassVar[tuple[str, ...]] = ()
    """What a person reads of it that no field holds by itself, to be found as it is read: see `filter_matching`."""
    deletion: ClassVar[ReasonedDeletion | None] = None
    show_in_index = True
    list_per_page = 100
    search_help_text = _("Chaque mot doit s’y trouver ; les accents et les majuscules ne comptent pas.")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.show_in_index and super().has_module_permission(request)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_matching(queryset, self.get_search_fields(request), search_term, self.search_shown), False

    def get_list_display(self, request: HttpRequest) -> Sequence[Any]:
        days = {one.name: one for one in self.opts.fields if type(one) is DateField}
        return [day_column(days[name]) if name in days else name for name in super().get_list_display(request)]

    def view_on_site(self, thing: Any) -> str | None:
        """The public page that shows it, where the site gives it one (`get_absolute_url`)."""
        return thing.get_absolute_url() if hasattr(thing, "get_absolute_url") else None

    # The tree

    def trail(self, thing: Any) -> list[tuple[Any, str]]:
        """What it stands in, from the root down, each with its edit page."""
        for name in self.parents:
            above = getattr(thing, name)
            if above is not None:
                editor = self.admin_site._registry.get(type(above))
                upper = editor.trail(above) if isinstance(editor, Editor) else []
                return [*upper, (above, admin_address(self.admin_site, type(above), "change", quote(above.pk)))]
        return []

    def tree(self, request: HttpRequest, thing: Any) -> list[dict[str, Any]]:
        """What stands under it, list by list, with the links to edit it and to add to it."""
        under = ((editor, name) for editor, name in self.lists_under() if editor.has_view_or_change_permission(request))
        return [editor.list_under(request, name, thing) for editor, name in under]

    def lists_under(self) -> Iterator[tuple[Editor, str]]:
        """The editors whose things say that they are listed here, in the order of the site; by which foreign key."""
        for editor in self.admin_site._registry.values():
            if isinstance(editor, Editor):
                for name in editor.listed_under:
                    if editor.opts.get_field(name).related_model is self.model:
                        yield editor, name

    def list_under(self, request: HttpRequest, name: str, thing: Any) -> dict[str, Any]:
        """The things of this editor whose foreign key `name` leads to `thing`."""
        rows = self.get_queryset(request).filter(**{name: thing})
        if not isinstance(self.list_select_related, bool):
            rows = rows.select_related(*self.list_select_related)
        add = f"{admin_address(self.admin_site, self.model, 'add')}?{name}={thing.pk}"
        return {
            "title": self.listed_under[name],
            "rows": [(row, admin_address(self.admin_site, self.model, "change", quote(row.pk))) for row in rows],
            "add": add if self.has_add_permission(request) else "",
        }

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], **kwargs: Any) -> Any:
        thing = kwargs.get("obj")
        name = self.opts.verbose_name
        context["title"] = _("Ajouter : %(name)s") % {"name": name} if thing is None else capfirst(name)
        if thing is not None:
            context |= {"trail": self.trail(thing), "tree": self.tree(request, thing)}
        context |= {"faults": list_faults(context)}
        return super().render_change_form(request, context | conflict_context(context), **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = {"title": capfirst(self.opts.verbose_name_plural)} | (extra_context or {})
        return super().changelist_view(request, context)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What has a rank, or a code, comes after what stands in its place, where the address says its place."""
        found: dict[str, Any] = super().get_changeform_initial_data(request)
        placed = {name: found[name] for name in self.parents if is_key(str(found.get(name, "")))}
        names = {one.name for one in self.opts.fields} if placed else set()
        there = self.model._default_manager.filter(**placed)
        after: dict[str, Any] = {}
        if "position" in names:
            after["position"] = (there.aggregate(last=Max("position"))["last"] or 0) + 1
        if "code" in names:
            after["code"] = self.propose_code(there)
        return after | found

    def propose_code(self, there: QuerySet[Any]) -> str:
        """The code that follows those of `there`, which no other thing bears, or bore: a code is permanent. Empty where
        they do not end in a number."""
        last = max(there.values_list("code", flat=True), key=natural_order, default="")
        start = last.rstrip(DIGITS)
        if start == last:
            return ""
        borne = {"code__startswith": start}
        every = [
            rows.filter(**borne).values_list("code", flat=True) for rows in (self.model.objects, self.model.history)
        ]
        ends = (code.removeprefix(start) for codes in every for code in codes)
        number = max(int(end) for end in ends if end and not end.strip(DIGITS)) + 1
        return f"{start}{number:0{len(last) - len(start)}d}"

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """What a person saved without touching it leaves no trace in the history."""
        if change and not set(form.changed_data) - {"why"} and is_as_stored(obj):
            return
        obj._change_reason = reason_given(request) or getattr(request, "restored", "")
        super().save_model(request, obj, form, change)
        request.stored = True  # type: ignore[attr-defined]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for row in formset.forms:
            row.instance._change_reason = reason_given(request)
        with one_deletion(reason_given(request)):
            super().save_formset(request, form, formset, change)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = self.merging_form(request, super().get_form(request, obj, change=change, **kwargs))
        refusal = getattr(request, "refusal", None)
        return refusing_form(form, refusal) if refusal else form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What there is to change comes with the reason why."""
        found = super().get_fieldsets(request, obj)
        asks = obj is not None and self.has_change_permission(request, obj)
        return [*found, (_("Historique"), {"fields": ("why",)})] if asks else found

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> Any:
        key = unquote(object_id) if object_id else ""
        missing = deleted.find_deleted(self.model, key, shown_versions(request)) if request.method == "POST" else None
        if missing is not None:
            if not self.has_change_permission(request):
                raise PermissionDenied
            return deleted.render_deleted(request, self.admin_site, self.model, missing)
        return self.keep_typing(request, super().changeform_view, object_id, *args, **kwargs)

    def keep_typing(self, request: HttpRequest, view: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The view; should the database refuse what the form let through, the form again, with a sentence. Where it, or
        the disk, failed, it is an outage: nobody knows here whether that was saved, and another person is not why."""
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with transaction.atomic(), gather_records():
                self.working_copy.lock()
                return view(request, *args, **kwargs)
        except DatabaseError as error:
            if faults.outage(error) and not faults.in_the_way(error):
                raise
            why = explain_refusal(error)
            back = why is REFUSED and isinstance(error, IntegrityError) and hasattr(request, "restored")
            request.refusal = TAKEN_SINCE if back else why  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self.working_copy.after_save(request, form.instance)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        obj._change_reason = reason_given(request)
        with one_deletion(obj._change_reason):
            super().delete_model(request, obj)
        self.working_copy.after_delete(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with one_deletion(""):
            super().delete_queryset(request, queryset)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Several at once leave no room for the reason of each."""
        found: dict[str, Any] = super().get_actions(request)
        if self.deletion:
            found.pop("delete_selected", None)
        return found

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What goes with them and what is in the way, by name; on the request, what is lost for good."""
        _names, counts, lacking, _protected = super().get_deleted_objects(objs, request)
        found = collect_deleted(self.model, list(objs))
        request.lost = count_lost(found)  # type: ignore[attr-defined]
        rows = found.nested(partial(link_row, self.admin_site))
        return rows, counts, lacking, [link_row(self.admin_site, row) for row in found.in_the_way()]

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> Any:
        context["lost"] = getattr(request, "lost", "")
        if context["protected"] or context["perms_lacking"]:
            context["title"] = _("Suppression impossible")
        return super().render_delete_form(request, context)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        rule = self.deletion if is_key(object_id) else None
        asked = rule is not None and rule.asks_why(object_id)
        unsaid = request.method == "POST" and asked and not reason_given(request)
        if rule and unsaid and self.has_delete_permission(request):
            self.message_user(request, rule.refusal, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())
        context = (extra_context or {}) | {"why_asked": rule.label if rule and asked else ""}
        try:
            return super().delete_view(request, object_id, context)
        except ProtectedError:
            # Something was attached to it while the confirmation page was open.
            message = _("Rien n’a été supprimé : d’autres données en dépendent désormais ; elles sont listées ici.")
            self.message_user(request, message, messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    # History

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> ReadableRecord:
        return ReadableRecord(self.model, historical_record)

    def history_view_title(self, request: HttpRequest, obj: Any) -> str:
        return _("Historique : %(thing)s") % {"thing": obj}

    def history_form_view_title(self, request: HttpRequest, obj: Any) -> str:
        return _("Version passée : %(thing)s") % {"thing": obj}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        require_keys(unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> Any:
        """A past version, to read, or to come back to. Reading does not give the right to come back. What went with
        the thing that it stood in is led to the last version of that one, which has to be there first."""
        require_keys(unquote(object_id), version_id)
        record = self.model.history.filter(id=unquote(object_id), history_id=version_id).first()
        if record is None:
            raise Http404(_("Cette version n’existe pas ou n’existe plus."))
        whole = deleted.find_deleted_whole(record)
        if whole is not None:
            told = _(
                "Ceci a été supprimé aussi, et doit revenir d’abord. Restaurer ensuite, s’il n’est pas revenu "
                "avec : %(part)s"
            )
            part = deleted.record_name(record)
            self.message_user(request, french.end_sentence(told % {"part": part}), messages.WARNING)
            page = deleted.version_page(self.admin_site, whole)
            return HttpResponseRedirect(f"{page}?{request.GET.urlencode()}")
        if request.method == "POST":
            thing = self.present_or_past(object_id, version_id)
            if not self.has_change_permission(request, thing):
                raise PermissionDenied
        request.restored = _("Retour à une version passée")  # type: ignore[attr-defined]
        return self.keep_typing(request, self.restore_version, object_id, version_id, extra_context)

    def restore_version(self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any) -> Any:
        """The past version; once it is come back to, what was deleted with it comes back too."""
        parts = self.find_parts(request, object_id)
        context = {"parts": count_parts(parts)} | (extra_context or {})
        response = super().history_form_view(request, object_id, version_id, context)
        if request.method == "POST" and response.status_code == 302:
            bring_back_parts(parts, request.user, getattr(request, "restored", ""))
            if parts:
                told = _("Revenus avec : %(parts)s") % {"parts": count_parts(parts)}
                self.message_user(request, french.end_sentence(told), messages.SUCCESS)
            self.working_copy.after_save(request, self.model._default_manager.get(pk=object_id))
        return response

    def find_parts(self, request: HttpRequest, object_id: str) -> list[GoneParts]:
        """What was deleted with the thing of this key, that this person may edit; nothing where it is there."""
        if self.model._default_manager.filter(pk=object_id).exists():
            return []
        last = self.model.history.filter(id=object_id, history_type="-").order_by("-history_id").first()
        user: Any = request.user
        return find_gone_parts(last, partial(may_edit, user)) if last else []

    def present_or_past(self, object_id: str, version_id: str) -> Any:
        """The thing as it stands; as it was, where it was deleted since."""
        thing = self.model._default_manager.filter(pk=object_id).first()
        if thing is None:
            thing = self.model.history.get(id=object_id, history_id=version_id).instance
        return thing

    def render_history_view(self, request: HttpRequest, template: str, context: dict[str, Any], **kwargs: Any) -> Any:
        more = conflict_context(context) if "adminform" in context else {}
        return super().render_history_view(request, template, context | more, **kwargs)


def may_edit(user: Any, model: type[Model]) -> bool:
    return bool(user.has_perm(f"{model._meta.app_label}.change_{model._meta.model_name}"))


def list_faults(context: dict[str, Any]) -> list[Any]:
    """The fields that are refused, of the form then of its rows, as they stand on the page."""
    rows = (form for one in context["inline_admin_formsets"] for form in one.formset.forms)
    forms = (context["adminform"].form, *rows)
    return [field for form in forms for field in form.visible_fields() if field.errors]


def conflict_context(context: dict[str, Any]) -> dict[str, Any]:
    """For the template: the revisions of all that the page shows, and what was stored while its author was typing."""
    every = [context["adminform"].form]
    for rows in context.get("inline_admin_formsets", ()):
        every += rows.formset.forms
    return {
        "opened": ShownVersions.of(form.instance for form in every).dump(),
        "conflict": [form for form in every if getattr(form, "conflict", "")],
    }


def require_keys(*numbers: str) -> None:
    """404 for what cannot be the number of a row."""
    if not all(is_key(number) for number in numbers):
        raise Http404


def is_as_stored(thing: Model) -> bool:
    stored = type(thing)._default_manager.filter(pk=thing.pk).values().first()
    return stored is not None and all(getattr(thing, name) == value for name, value in stored.items())


def refusing_form(form: type[forms.ModelForm], sentence: Any) -> type[forms.ModelForm]:
    """The same form, which says why it was refused whatever it holds."""

    class RefusingForm(form):  # type: ignore[misc, valid-type]
        def clean(self) -> Any:
            super().clean()
            errors = ValidationError({NON_FIELD_ERRORS: [sentence]})
            place_errors(errors, type(self.instance), list_seen(self))
            raise errors

    return RefusingForm
