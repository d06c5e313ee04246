"""Forms that lose nobody's typing: what was stored since the page was opened is merged in, and shown."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.manager import SIMPLE_HISTORY_REVERSE_ATTR_NAME

from strategy_monitor.backoffice.lookups import is_key
from strategy_monitor.backoffice.pasted import PastedText
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.backoffice.placing import list_seen, place_errors
from strategy_monitor.backoffice.versions import ShownVersions, last_record
from strategy_monitor.backoffice.working_copy import WorkingCopy
from strategy_monitor.language import french

UNKNOWN_PERSON = gettext_lazy("Un chargement de données")


@dataclass(frozen=True)
class FieldComparison:
    """One field that two people changed, or one of them: as it was shown, as it is stored, as it was typed."""

    label: str
    before: str
    stored: str
    typed: str
    to_decide: bool
    """True where the two differ and the person who types has to decide."""


@dataclass(frozen=True)
class TwoEdits:
    """What two people did to the fields of one row since a page showed it."""

    then: dict[str, Any]
    now: dict[str, Any]
    mine: set[str]
    """The fields whose typing differs from what was shown."""
    moved: set[str]
    """The fields that were stored anew meanwhile."""

    @property
    def touched(self) -> set[str]:
        return self.mine | self.moved


CONFLICT = gettext_lazy(
    "%(who)s a modifié ces données le %(when)s, pendant la saisie. Rien n’est encore enregistré : comparer "
    "ci-dessous, garder ou corriger la saisie, puis enregistrer de nouveau."
)


class ReasonForm(forms.ModelForm):
    """A form that asks why; the history keeps the answer."""

    why = forms.CharField(
        label=gettext_lazy("Raison de la modification"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
    )


class MergingForm(forms.ModelForm):
    """To be mixed into a form of the administration by `merging_form`."""

    opened: ShownVersions
    working_copy: WorkingCopy
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comparisons: list[FieldComparison] = []
        self.conflict = ""
        past = getattr(self.instance, SIMPLE_HISTORY_REVERSE_ATTR_NAME, None)
        if past is not None and not self.is_bound:
            self.initial.update(record_values(past, self.fields))
        if self.is_bound and self.instance.pk and self.opened.has_changed(self.instance):
            self.merge()

    def merge(self) -> None:
        """Starts again from what is stored now, keeping of the typing only what its author did change."""
        stored = type(self.instance)._default_manager.filter(pk=self.instance.pk).first()
        if stored is None:
            return
        record = self.opened.record(self.instance)
        now = form_values(stored, self.fields)
        then = record_values(record, self.fields) if record else now
        self.start_from(then)
        moved = {name for name in now if as_shown(then[name]) != as_shown(now[name])}
        both = TwoEdits(then, now, set(self.changed_data), moved)
        typing = {name: self[name].data for name in both.mine}
        self.data: Any = self.data.copy()
        for name in both.moved - both.mine:
            put_value(self.data, self.add_prefix(name), as_sent(self.fields[name], now[name]))
        self.start_from(now)
        if self.changed_data:
            self.conflict = str(CONFLICT % describe_author(last_record(stored)))
            self.comparisons = [self.compare(name, both, typing) for name in self.fields if name in both.touched]
        self.__dict__.pop("changed_data", None)

    def start_from(self, values: dict[str, Any]) -> None:
        """Takes these for what the form was opened with; what was reckoned from other ones is forgotten."""
        self.initial.update(values)
        self._bound_fields_cache: dict[str, Any] = {}
        self.__dict__.pop("changed_data", None)

    def compare(self, name: str, both: TwoEdits, typing: dict[str, Any]) -> FieldComparison:
        field = self.fields[name]
        before, stored = (as_sent(field, values.get(name)) for values in (both.then, both.now))
        mine = typing.get(name, stored)
        to_decide = name in both.mine & both.moved and name in self.changed_data
        texts = describe_value(field, before), describe_value(field, stored), describe_value(field, mine)
        return FieldComparison(str(capfirst(field.label or name)), *texts, to_decide)

    def _update_errors(self, errors: ValidationError) -> None:
        place_errors(errors, type(self.instance), list_seen(self))
        super()._update_errors(errors)  # type: ignore[misc]

    def _post_clean(self) -> None:
        # A past version to come back to may have stood elsewhere, though nothing in it is changed.
        touched = self.has_changed() or isinstance(self, ReasonForm)
        if self.instance.pk and not touched:
            return  # a row that nobody touched is not written: asking the database about it would be for nothing
        self.leave_unseen()
        super()._post_clean()  # type: ignore[misc]
        if self.conflict:
            self.add_error(None, ValidationError(self.conflict, code="conflict"))
        if touched and not self.errors and not self.working_copy.covers(self.user, self.instance):
            self.add_error(None, ValidationError(self.working_copy.not_covered, code="not_covered"))

    def leave_unseen(self) -> None:
        """A text that looks as it did stays as it was, letter by letter: nobody changed it."""
        for name, field in self.fields.items():
            before = self.initial.get(name)
            if isinstance(field, PastedText) and before and self.cleaned_data.get(name) == field.to_python(before):
                self.cleaned_data[name] = before


def describe_author(record: Any) -> dict[str, str]:
    """Who wrote a record of history, and when, as they are said in a sentence."""
    user = record.history_user if record else None
    return {
        "who": name_person(user) or str(UNKNOWN_PERSON),
        "when": french.write_moment(localtime(record.history_date), " à ") if record else "–",
    }


def merging_form(
    form: type[forms.ModelForm], opened: ShownVersions, working_copy: WorkingCopy, user: Any
) -> type[forms.ModelForm]:
    """The same form, which merges with what others stored since `opened`, and stays where its person may work."""
    given: dict[str, Any] = {"opened": opened, "working_copy": working_copy, "user": user}
    if issubclass(form, ReasonForm):
        given["why"] = copy(form.base_fields["why"])
        given["why"].help_text = working_copy.why_help
    return type("Merging" + form.__name__, (MergingForm, form), given)


def form_values(thing: Model, fields: Any) -> dict[str, Any]:
    """Field → value as a form takes it for its initial one."""
    return {name: value for name, value in model_to_dict(thing).items() if name in fields}


def record_values(record: Any, fields: Any) -> dict[str, Any]:
    """The same, of a past version; what it was linked to is in the record too."""
    found = form_values(record.instance, fields)
    for relation in record.instance._meta.many_to_many:
        if relation.name in found and hasattr(record, relation.name):
            target = relation.m2m_reverse_field_name()
            found[relation.name] = [getattr(row, target) for row in getattr(record, relation.name).all()]
    return found


def as_shown(value: Any) -> Any:
    """Two values that a form shows alike are the same."""
    if isinstance(value, list):
        keys = [getattr(item, "pk", item) for item in value]
        return sorted(keys) if any(isinstance(item, Model) for item in value) else keys
    return "" if value is None else value


def inner_widget(field: forms.Field) -> Any:
    return getattr(field.widget, "widget", field.widget)


def as_sent(field: forms.Field, value: Any) -> Any:
    """A stored value as a browser would send it back: a text, or a list of texts."""
    value = field.prepare_value(value)
    widget = inner_widget(field)
    if isinstance(widget, forms.CheckboxInput):
        return "on" if value else ""
    if isinstance(widget, forms.widgets.ChoiceWidget):  # a list, or buttons
        texts = [str(item) for item in widget.format_value(value)]
        return texts if widget.allow_multiple_selected else next(iter(texts), "")
    shown = widget.format_value(value)
    return "" if shown is None else str(shown)


def put_value(data: Any, name: str, value: Any) -> None:
    if isinstance(value, list):
        data.setlist(name, value)
    elif value:
        data[name] = value
    else:
        data.pop(name, None)
        data[name] = ""


def describe_value(field: forms.Field, value: Any) -> str:
    """What was typed as it reads: the label of a choice, « oui », a list; a dash for nothing."""
    if isinstance(inner_widget(field), forms.CheckboxInput):
        return _("oui") if value and value != "false" else _("non")
    if isinstance(field, forms.ModelChoiceField):
        return describe_related(field, value if isinstance(value, list) else [value])
    choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
    texts = value if isinstance(value, list) else [value]
    return ", ".join(choices.get(str(text), str(text)) for text in texts if text not in {None, ""}) or "–"


def describe_related(field: forms.ModelChoiceField, keys: list[Any]) -> str:
    known = [str(key) for key in keys if key is not None and is_key(str(key))]
    rows = field.queryset.model._default_manager.filter(pk__in=known) if known else ()  # type: ignore[union-attr]
    return ", ".join(str(row) for row in rows) or "–"
