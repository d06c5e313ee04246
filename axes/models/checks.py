"""What several models check in the same way."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import F, Model, Q, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9.-]*\Z", _("Un code ne contient que des lettres, des chiffres, des points et des tirets.")
)
ACTION_NUMBER = RegexValidator(r"^[1-9](-[1-9])?\Z", _("Un numéro d’action s’écrit « 1 » ou « 2-3 »."))


def exactly_one(*fields: str) -> Q:
    """The condition that one of these nullable fields is set, and no other."""
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{other}__isnull": other != field for other in fields})
    return condition


def check_texts(value: object) -> None:
    """A JSON list of texts, and nothing else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValidationError(_("Une liste de textes est attendue."))


def check_no_twin(thing: Model) -> None:
    """Refuses a new code that addresses write as the code of another one: capitals, points and dashes do not part
    « 2.1-M1 » from « 2-1-m1 »."""
    code, others = getattr(thing, "code", ""), type(thing)._default_manager.exclude(pk=thing.pk)
    if not code or type(thing)._default_manager.filter(pk=thing.pk, code=code).exists():
        return
    written = Replace(Lower(F("code")), Value("."), Value("-"))
    twin = others.exclude(code=code).annotate(written=written).filter(written=code.lower().replace(".", "-")).first()
    if twin is not None:
        words = {"code": getattr(twin, "code", "")}
        raise ValidationError(
            {"code": _("Trop proche du code « %(code)s », déjà donné : les deux auraient la même adresse.") % words}
        )
