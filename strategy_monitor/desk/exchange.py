"""Files of observations at the desk: taking them away, bringing them back, and what each one brought."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from axes.models import Axis
from indicators import workflow
from indicators.exchange import notice, periods
from indicators.exchange.applying import forget_dropped, make_imported_file
from indicators.exchange.columns import COLUMNS
from indicators.exchange.limits import MOST_BYTES, MOST_ROWS
from indicators.exchange.reading import read_table_file, too_heavy
from indicators.exchange.sheets import UnreadableSheet
from indicators.exchange.stored import observations_to_export, observations_to_fill
from indicators.exchange.writing import as_csv, as_xlsx
from indicators.models import ImportedFile, Provider
from strategy_monitor.campaigns.mine import asked_of
from strategy_monitor.campaigns.owed import rows_owed
from strategy_monitor.desk.access import staff
from strategy_monitor.desk.campaigns import find_campaign, find_standing

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = dt.timedelta(days=30)
"""How long a file that nobody confirmed is kept."""
LISTED = 50
LONGEST_PERIOD = 60
NO_ACCESS = gettext_lazy("Ce compte n’a pas accès aux imports et exports de valeurs.")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        error_messages={
            "required": gettext_lazy("Choisir un fichier."),
            "missing": gettext_lazy("Choisir un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
            "max_length": gettext_lazy("Le nom de ce fichier est trop long : le raccourcir."),
        },
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt", "aria-describedby": "file-help"}),
    )

    def clean_file(self) -> Any:
        """The file, once its content was read as rows. Its size is looked at before a byte of it is."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(too_heavy(file.size))
        self.content = file.read()
        try:
            read_table_file(self.content)
        except UnreadableSheet as error:
            raise ValidationError(error.messages) from error
        return file


def may_see(user: Any) -> bool:
    return bool(user.has_perm("indicators.view_observation"))


def may_bring(user: Any) -> bool:
    return bool(user.has_perm("indicators.change_observation") or user.has_perm("indicators.add_observation"))


def require_access(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(NO_ACCESS)


@require_safe
@staff
def exchange(request: HttpRequest) -> HttpResponse:
    """What can be taken away, and what was brought."""
    require_access(may_see(request.user) or may_bring(request.user))
    user: Any = request.user
    files = imports_open_to(user).select_related("uploaded_by", "undone_by").defer("content", "left_aside")
    context = {
        "title": _("Importer, exporter des valeurs"),
        "axes": Axis.objects.order_by("number"),
        "providers": Provider.objects.order_by("acronym"),
        "done": files.exclude(confirmed_at=None).order_by("-confirmed_at", "-pk")[:LISTED],
        "waiting": files.filter(confirmed_at=None),
        "may_see": may_see(request.user),
        "may_bring": may_bring(request.user),
        "listed": LISTED,
        "judges": workflow.may_judge(user),
    }
    return render(request, "desk/exchange.html", context)


# Taking away


@require_safe
@staff
def xlsx(request: HttpRequest) -> HttpResponse:
    require_access(may_see(request.user))
    rows, name = choose_rows(request)
    return as_attachment(as_xlsx(rows), XLSX, f"{name}.xlsx")


def choose_rows(request: HttpRequest) -> tuple[list[Any], str]:
    """What a file holds, and a name for it: what is asked of oneself, what a provider owes, or what is recorded."""
    if request.GET.get("a") == "moi":
        today = timezone.localdate()
        mine = [one.observation for one in asked_of(request.user, today)]
        return mine, f"mes-chiffres-{today:%Y-%m-%d}"
    return read_owed(request) if "campagne" in request.GET else read_exported(request)


@require_safe
@staff
def csv(request: HttpRequest) -> HttpResponse:
    require_access(may_see(request.user))
    rows, name = choose_rows(request)
    return as_attachment(as_csv(rows), "text/csv; charset=utf-8", f"{name}.csv")


def read_exported(request: HttpRequest) -> tuple[list[Any], str]:
    """The observations of `?axe=` and `?producteur=`, with rows to fill for `?periode=`; and a name for their file."""
    axis, provider = request.GET.get("axe", ""), request.GET.get("producteur", "")
    period = " ".join(request.GET.get("periode", "").replace("\x00", "").split())
    if axis and axis not in {str(number) for number in Axis.objects.values_list("number", flat=True)}:
        raise Http404(_("Aucun axe ne porte ce numéro."))
    if provider and provider not in set(Provider.objects.values_list("code", flat=True)):
        raise Http404(_("Aucun fournisseur ne porte ce code."))
    if len(period) > LONGEST_PERIOD:
        raise Http404(_("Cette période est trop longue."))
    if why := periods.explain_not_a_period(period):
        raise Http404(why)
    rows = [*observations_to_export(axis, provider), *(observations_to_fill(period, axis, provider) if period else ())]
    parts = ["valeurs", f"axe-{axis}" if axis else "", provider, f"{timezone.localdate():%Y-%m-%d}"]
    return rows, "-".join(part for part in parts if part)


def read_owed(request: HttpRequest) -> tuple[list[Any], str]:
    """The rows that `?producteur=` still owes in `?campagne=`, and a name for their file."""
    edition, provider = request.GET["campagne"], request.GET.get("producteur", "")
    found = find_campaign(edition.replace("\x00", ""))
    standing = find_standing(found, provider)
    return rows_owed(standing), f"valeurs-campagne-{found.edition.label}-{provider}-{timezone.localdate():%Y-%m-%d}"


def as_attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


# Bringing back


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def bring(request: HttpRequest) -> HttpResponse:
    """The form that takes a file; and the file, kept as it came, once its rows could be read."""
    require_access(may_bring(request.user))
    return receive_file(request) if request.method == "POST" else form_page(request, UploadForm())


def receive_file(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return form_page(request, form, status=422)
    name = "".join(char for char in form.cleaned_data["file"].name if char.isprintable()) or "valeurs"
    file = make_imported_file(name, form.content, request.user)
    before = ImportedFile.objects.filter(sha256=file.sha256, uploaded_by=file.uploaded_by, confirmed_at=None)
    known = before.defer("content").first()
    if known is None:
        forget_dropped(timezone.now() - KEPT)
        file.save()
    return redirect("desk-import-preview", (known or file).pk)


def form_page(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    context = {
        "title": _("Importer des valeurs"),
        "form": form,
        "rules": notice.rules(),
        "columns": COLUMNS,
        "choices": [(column, notice.labels(column)) for column in notice.CHOICES],
        "megabytes": MOST_BYTES // 1024**2,
        "rows": MOST_ROWS,
        "days": KEPT.days,
    }
    return render(request, "desk/import.html", context, status=status)


@require_safe
@staff
def original(request: HttpRequest, key: int) -> HttpResponse:
    """The file, byte for byte."""
    file = open_import(request, key)
    response = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    suffix = "xlsx" if response.content.startswith(b"PK") else "csv"
    response["Content-Disposition"] = f'attachment; filename="import-{file.pk}.{suffix}"'
    return response


def may_read(user: Any, file: ImportedFile) -> bool:
    """An import and its file are for its author and those who validate, before it is confirmed and after."""
    return bool(file.uploaded_by_id == user.pk or workflow.may_judge(user))


def imports_open_to(user: Any) -> QuerySet[ImportedFile]:
    """The files of which `may_read` is true."""
    files = ImportedFile.objects.all()
    return files if workflow.may_judge(user) else files.filter(uploaded_by=user)


def open_import(request: HttpRequest, key: int) -> ImportedFile:
    file = ImportedFile.objects.select_related("uploaded_by", "undone_by").filter(pk=key).first()
    if file is None:
        raise Http404(_("Ce fichier n’est plus ici : il a été retiré, ou n’a pas été confirmé à temps."))
    if not may_read(request.user, file):
        raise PermissionDenied(
            _("Ce que ce fichier apporte se lit par la personne qui l’a déposé et par celles qui valident les valeurs.")
        )
    return file


def describe_import(file: ImportedFile, left: int) -> str:
    """What an import did, and left undone, in a sentence."""
    text = _("« %(name)s » est importé. Nouveaux : %(added)d ; modifiés : %(changed)d ; inchangés : %(unchanged)d.") % {
        "name": file.name,
        "added": file.added,
        "changed": file.changed,
        "unchanged": file.unchanged,
    }
    return f"{text} {describe_left_out(left)}" if left else text


def describe_left_out(left: int) -> str:
    return _("Lignes refusées, laissées de côté : %(left)d.") % {"left": left}
