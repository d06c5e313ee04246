"""What goes with a thing that is deleted: each by its name, and what no history keeps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import NestedObjects, quote
from django.db import router
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from strategy_monitor.language import french


class DeletedTree(NestedObjects):
    """Without the rows that only join two things: nobody knows them by a name, and the history has them with the
    thing."""

    def add_edge(self, source: Any, target: Any) -> None:
        if not target._meta.auto_created:
            super().add_edge(source, target)

    def in_the_way(self) -> list[Model]:
        """What has to go first, kind by kind."""
        return sorted(self.protected, key=lambda row: (str(row._meta.verbose_name), str(row)))

    def lost(self) -> Iterator[Model]:
        """What no history keeps."""
        for model, rows in self.data.items():
            if not model._meta.auto_created and not hasattr(model, "history"):
                yield from rows


def collect_deleted(model: type[Model], things: Sequence[Model]) -> DeletedTree:
    """`things`: of this model; there may be none."""
    found = DeletedTree(using=router.db_for_write(model))
    if things:
        found.collect(things)
    return found


def link_row(site: AdminSite, row: Model) -> str:
    """« Valeur : 2.1-O1 · 2024 », with a link to its form where the site has one."""
    name = french.typeset(str(row))
    kind = french.typeset(f"{capfirst(row._meta.verbose_name)} :")
    page = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    try:
        form = reverse(page, args=[quote(row.pk)], current_app=site.name)
    except NoReverseMatch:
        return format_html("{} {}", kind, name)
    return format_html('{} <a href="{}">{}</a>', kind, form, name)


def count_lost(found: DeletedTree) -> str:
    """« 2 messages et 1 pièce jointe »; empty where the history keeps all."""
    counts = Counter(type(row) for row in found.lost())
    told = [
        french.count_noun(number, str(model._meta.verbose_name), str(model._meta.verbose_name_plural))
        for model, number in counts.items()
    ]
    return french.write_list(told)
