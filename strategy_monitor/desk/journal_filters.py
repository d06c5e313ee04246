"""What the history can be narrowed to."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from axes.models import Axis, Citation
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.history.models import Change
from strategy_monitor.history.naming import AnyModel, history_of, model_slug
from strategy_monitor.language.folding import fold
from strategy_monitor.web.selection import Choice, Faults, Parameter, add_fault, check_length

NOBODY = "*"
"""Stands for what no person did: no account can bear this name."""
KINDS = {"creation": Change.Kind.ADDED, "modification": Change.Kind.CHANGED, "suppression": Change.Kind.REMOVED}
BEFORE = "avant"
PLACE = re.compile(r"([0-9]{1,16})-([0-9]{1,12})")
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def journal_parameters(models: Iterable[AnyModel]) -> tuple[Parameter[Q], ...]:
    """Two queries."""
    axes = [Choice(str(one.number), str(one), in_axis(one.number)) for one in Axis.objects.all()]
    nobody = Choice(NOBODY, _("personne : chargement, import"), Q(user=None))
    kinds = [Choice(model_slug(one), capfirst(str(one._meta.verbose_name)), Q(model=one._meta.label)) for one in models]
    actions = [Choice(name, str(kind.label), Q(kind=kind)) for name, kind in KINDS.items()]
    return (
        Parameter("axe", _("Axe"), _("tous"), tuple(axes)),
        Parameter("indicateur", check=check_code, means=in_indicator),
        Parameter("qui", _("Qui"), _("tout le monde"), (*people(), nobody)),
        Parameter("objet", _("Objet"), _("tous"), tuple(sorted(kinds, key=folded_label))),
        Parameter("action", _("Action"), _("toutes"), tuple(actions)),
        Parameter("du", check=check_day, means=lambda day: Q(when__gte=midnight(day))),
        Parameter("au", check=check_day, means=lambda day: Q(when__lt=midnight(day, days=1))),
        Parameter("raison", check=check_length, means=in_reason),
        Parameter(BEFORE, check=check_place, means=after_place, kept=False),
    )


def folded_label(choice: Choice[Q]) -> str:
    return fold(choice.label)


def people() -> list[Choice[Q]]:
    """Those who hold an account of the staff, and those whom a change names."""
    authors = Change.objects.exclude(user=None).values("user")
    found = get_user_model()._default_manager.filter(Q(is_staff=True) | Q(pk__in=authors))
    return sorted((Choice(one.get_username(), name_person(one), Q(user=one)) for one in found), key=folded_label)


def in_axis(number: int) -> Q:
    """What stood in this axis when it changed; and the references that it cites, with their notes, whenever."""
    citations = Change.objects.filter(model=Citation._meta.label, axis=number)
    cited = history_of(Citation).filter(id__in=citations.values("key"))
    return Q(axis=number) | Q(subject_model="axes.Reference", subject_key__in=cited.values("reference_id"))


def in_indicator(code: str) -> Q:
    """What stood in an indicator that has ever borne this code."""
    keys = Change.objects.filter(indicator_code=code).values_list("indicator", flat=True).distinct()
    return Q(indicator__in=list(keys))


def in_reason(text: str) -> Q:
    """All its words, whatever their accents and capitals."""
    return Q(*(Q(folded_reason__contains=word) for word in fold(text).split()))


def midnight(day: str, days: int = 0) -> dt.datetime:
    """The beginning of this day, or of so many days after it."""
    date = dt.date.fromisoformat(day) + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(date, dt.time()))


def after_place(place: str) -> Q:
    """What comes after the last change of a page, newest first."""
    since, key = (int(part) for part in place.split("-"))
    when = EPOCH + dt.timedelta(microseconds=since)
    return Q(when__lt=when) | Q(when=when, pk__lt=key)


def place_of_change(change: Change) -> str:
    return f"{(change.when - EPOCH) // dt.timedelta(microseconds=1)}-{change.pk}"


def check_code(text: str, faults: Faults) -> str:
    """The code as it is written, whatever the case; that of an erased indicator counts too."""
    known = Change.objects.filter(indicator_code__iexact=text[:40]).values_list("indicator_code", flat=True).first()
    return known or ignore_value(
        _("Aucun indicateur n’a jamais porté le code « %(value)s » ; il est ignoré."), text, faults
    )


def check_day(text: str, faults: Faults) -> str:
    """A date that a history can hold, and every database count from."""
    try:
        known = 1970 <= dt.date.fromisoformat(text).year < 3000
    except ValueError:
        known = False
    return text if known else ignore_value(_("« %(value)s » n’est pas une date ; elle est ignorée."), text, faults)


def check_place(text: str, faults: Faults) -> str:
    lost = _("L’adresse ne dit pas où reprendre ; voici les changements les plus récents.")
    return text if PLACE.fullmatch(text) else ignore_value(lost, text, faults)


def ignore_value(sentence: str, text: str, faults: Faults) -> str:
    add_fault(faults, sentence, "", text)
    return ""
