"""The history in French: what a field was, what it became."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from simple_history.models import DeletedObject
from simple_history.template_utils import HistoricalRecordContextHelper, ObjDiffDisplay

from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.language.typed import type_number

NOTHING = "–"


class ShortDiff(ObjDiffDisplay):
    def shortened_str(self, prefix: str, num_skipped_chars: int, suffix: str) -> str:  # noqa: ARG002
        return f"{prefix} […] {suffix}"


class ReadableRecord(HistoricalRecordContextHelper):
    """Choices by their label, dates and decimals in French, nothing as a dash."""

    DEFAULT_MAX_DISPLAYED_DELTA_CHANGE_CHARS = 300

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        field = self.model._meta.get_field(change.field)
        value = super().prepare_delta_change_value(change, value)
        if getattr(field, "choices", None):
            value = dict(field.flatchoices).get(value, value)
        if isinstance(value, AbstractBaseUser):
            value = name_person(value)
        return readable_value(value)

    def get_obj_diff_display(self) -> ShortDiff:
        return ShortDiff(max_length=self.DEFAULT_MAX_DISPLAYED_DELTA_CHANGE_CHARS)


def readable_value(value: Any) -> str:
    """Any stored value as a French text. A link that leads nowhere reads as nothing: simple-history takes it for one
    to something erased.
    """
    if isinstance(value, DeletedObject) and value.pk is None:
        value = None
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, DeletedObject):
        return _("%(name)s no %(pk)s, effacé depuis") % {"name": value.model._meta.verbose_name, "pk": value.pk}
    if isinstance(value, AbstractBaseUser):
        value = name_person(value)
    if isinstance(value, Decimal):
        return type_number(value)
    if isinstance(value, dt.date):
        return french.type_date(value)
    if isinstance(value, list):
        return " ; ".join(readable_value(item) for item in value) or NOTHING
    return NOTHING if value is None or value == "" else str(value)
