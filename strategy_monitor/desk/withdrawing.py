"""The releases seen from the desk, and the way to withdraw one that was published by mistake."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from strategy_monitor.desk.access import staff
from strategy_monitor.releases import load
from strategy_monitor.releases.models import Edition
from strategy_monitor.releases.publish import Moved
from strategy_monitor.releases.withdraw import AlreadyWithdrawn, NotPublished, name_of, named, successor, withdraw


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Raison du retrait"),
        help_text=gettext_lazy("Une phrase que le public lira à la place de cette version, pour toujours."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Dire pourquoi cette version est retirée.")},
    )


@require_safe
@staff
def list_versions(request: HttpRequest) -> HttpResponse:
    now = load.current_release()
    heads = load.every_head(to_colleagues=True)
    context = {"title": _("Versions"), "heads": heads, "current": now.head if now else None}
    return render(request, "desk/publish_versions.html", context)


@staff
@permission_required("releases.withdraw_release", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, edition: str, number: int) -> HttpResponse:
    """What withdrawing this release would do; does it on POST."""
    try:
        head = named(edition, number)
    except NotPublished as error:
        raise Http404(str(error)) from error
    if request.method == "POST":
        return withdraw_now(request, head)
    return show_withdrawal(request, head, WithdrawForm())


def show_withdrawal(request: HttpRequest, head: load.Head, form: WithdrawForm, status: int = 200) -> HttpResponse:
    """The page of a release as it stands; one that is withdrawn already has nothing to fill in."""
    now = load.current_release()
    edition = Edition.objects.get(label=head.edition)
    context: dict[str, Any] = {
        "title": _("Retirer la version %(name)s") % {"name": head.name},
        "head": next((one for one in load.every_head(to_colleagues=True) if one.pk == head.pk), head),
        "current": now.head if now else None,
        "then": successor(head),
        "closed": bool(edition.closed_at or edition.fictive),
        "corrigible": any(one.edition == head.edition and one.pk != head.pk for one in load.heads()),
        "form": form,
    }
    return render(request, "desk/publish_withdraw.html", context, status=status)


def withdraw_now(request: HttpRequest, head: load.Head) -> HttpResponse:
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        return show_withdrawal(request, head, form, status=422)
    author = cast(AbstractBaseUser, request.user)
    try:
        then = request.POST.get("then", "?")
        withdraw(head.edition, head.number, form.cleaned_data["reason"], author, then=then)
    except (AlreadyWithdrawn, IntegrityError):
        form.add_error(None, _("Une autre personne vient de retirer cette version. Rien n’a été fait ici."))
    except Moved:
        form.add_error(
            None, _("Rien n’a été fait : ce que le public lira après ce retrait a changé. Relire, puis recommencer.")
        )
    else:
        now = name_of(successor(head))
        read = _("Le public lit la version %(name)s.") % {"name": now} if now else _("Le public ne lit plus rien.")
        messages.success(request, _("La version %(name)s est retirée.") % {"name": head.name} + " " + read)
        return redirect("desk-releases")
    return show_withdrawal(request, named(head.edition, head.number), form, status=409)
