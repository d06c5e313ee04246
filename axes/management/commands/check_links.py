"""`manage.py check_links`: visits every address that the strategy prints, and keeps what each answered."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Model, URLField
from django.utils import timezone

from axes.links import TIMEOUT, Visit, visits
from axes.models import LinkCheck


def printed_urls() -> set[str]:
    """Every address of the working copy: references, footnotes, providers, and what else has one."""
    found: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label in {"axes", "indicators"} and model is not LinkCheck and not historical(model):
            for field in model._meta.local_fields:
                if isinstance(field, URLField):
                    found |= set(model._default_manager.exclude(**{field.name: ""}).values_list(field.name, flat=True))
    return found


def historical(model: type[Model]) -> bool:
    return hasattr(model, "history_date")


def keep_visit(visit: Visit) -> None:
    LinkCheck.objects.update_or_create(
        url=visit.url, defaults={"checked_at": timezone.now(), "status": visit.status, "error": visit.error[:200]}
    )


class Command(BaseCommand):
    help = "Visite les adresses des références, notes et fournisseurs, et garde ce que chacune répond."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--timeout", type=float, default=TIMEOUT, help="secondes, par adresse")
        parser.add_argument(
            "--allow-private", action="store_true", help="visite aussi les machines privées : pour un intranet"
        )

    def handle(self, **options: Any) -> None:
        found = printed_urls()
        LinkCheck.objects.exclude(url__in=found).delete()
        for visit in visits(found, options["allow_private"], options["timeout"]):
            keep_visit(visit)
            if options["verbosity"]:
                self.stdout.write(f"{visit.status or visit.error}\t{visit.url}")
