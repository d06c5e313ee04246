"""The desk: what differs from the published release, what waits for someone, and the way to publish."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from strategy_monitor.desk import links
from strategy_monitor.desk.attention import attention
from strategy_monitor.desk.open import compared, staff
from strategy_monitor.pages.history import counted
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.publish import default_edition, publish
from strategy_monitor.report.build import NothingToBuild


class PublishForm(forms.Form):
    edition = forms.ChoiceField(label=gettext_lazy("Édition"))
    reason = forms.CharField(
        label=gettext_lazy("Raison de la publication"),
        help_text=gettext_lazy("Une phrase que le public lira dans la liste des versions."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "aria-describedby": "reason-help"}),
        error_messages={"required": gettext_lazy("Dire pourquoi cette version est publiée.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = default_edition()
        labels = sorted({now, *Edition.objects.values_list("label", flat=True)}, reverse=True)
        edition = self.fields["edition"]
        edition.choices = [(label, label) for label in labels]  # type: ignore[attr-defined]
        edition.initial = now


@require_safe
@staff
def desk(request: HttpRequest) -> HttpResponse:
    return show(request, PublishForm())


def show(request: HttpRequest, form: PublishForm, status: int = 200) -> HttpResponse:
    title = _("Bureau")
    try:
        viewing = compared()
    except NothingToBuild as error:
        return render(request, "desk/empty.html", {"title": title, "why": str(error)}, status=status)
    edit = links.Forms.read()
    context = {
        "viewing": viewing,
        "report": viewing.report,
        "seen": {},
        "title": title,
        "form": form,
        "counted": counted(viewing.changes),
        "subjects": links.subjects(viewing.changes, edit),
        "attention": links.to_look_at(attention(viewing.report, timezone.localdate()), edit),
    }
    return render(request, "desk/desk.html", context, status=status)


@staff
@permission_required("releases.add_release", raise_exception=True)
def publication(request: HttpRequest) -> HttpResponse:
    """Publishes on POST. Whoever only comes by is shown the desk."""
    return publish_now(request) if request.method == "POST" else redirect("desk")


@require_POST
def publish_now(request: HttpRequest) -> HttpResponse:
    form = PublishForm(request.POST)
    if not form.is_valid():
        return show(request, form, status=422)
    try:
        author = cast(AbstractBaseUser, request.user)
        release, new = publish(form.cleaned_data["edition"], form.cleaned_data["reason"], author)
    except IntegrityError:
        form.add_error(
            None, _("Une autre personne vient de publier. Rien n’a été publié ici : relire les différences.")
        )
    except (NothingToBuild, ValueError) as error:
        form.add_error(None, _("Rien n’a été publié : %(why)s") % {"why": error})
    else:
        said = _("La version %(name)s est publiée.") if new else _("Rien n’a changé depuis la version %(name)s.")
        messages.success(request, said % {"name": release})
        return redirect("desk")
    return show(request, form, status=409)
