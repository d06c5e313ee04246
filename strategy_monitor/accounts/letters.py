"""The letters about an account: those that bring a link, and the one that tells of a second factor taken away."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from strategy_monitor.accounts.links import FORGOTTEN, INVITATION, Link
from strategy_monitor.accounts.roles import ROLES
from strategy_monitor.accounts.second_factor import needs_second_factor
from strategy_monitor.backoffice.people import name_person
from strategy_monitor.language import french
from strategy_monitor.notices.names import name_site


def write_invitation(person: Any, sender: Any) -> EmailMessage:
    """Whoever answers it writes to who invited."""
    held = set(person.groups.values_list("name", flat=True))
    given = {
        "sender": name_person(sender),
        "roles": [role for role in ROLES if role.name in held],
        "axes": [str(one.axis) for one in person.axis_assignments.select_related("axis")],
        "providers": [str(one.provider) for one in person.provider_assignments.select_related("provider")],
    }
    message = write_link_letter(person, INVITATION, "accounts/invitation.txt", _("Invitation : %(site)s"), given)
    message.reply_to = [sender.email] if sender.email else []
    return message


def write_forgotten(person: Any) -> EmailMessage:
    return write_link_letter(person, FORGOTTEN, "accounts/forgotten.txt", _("Nouveau mot de passe : %(site)s"), {})


def write_forgotten_factor(person: Any, by: Any) -> EmailMessage:
    """Whoever did not ask for it learns that it was taken away, and by whom."""
    site = name_site()
    told = {"name": name_person(person), "account": person.get_username(), "site": site, "by": name_person(by)}
    told |= {"home": settings.SITE_URL, "must": needs_second_factor(person)}
    body = render_to_string("accounts/forgotten_factor.txt", told).strip() + "\n"
    return EmailMessage(_("Second facteur retiré\u202f: %(site)s") % {"site": site}, body, to=[person.email])


def write_link_letter(person: Any, link: Link, template: str, subject: str, given: dict[str, Any]) -> EmailMessage:
    site = name_site()
    context = {
        "name": name_person(person),
        "account": person.get_username(),
        "site": site,
        "home": settings.SITE_URL,
        "link": link.write(person),
        "until": french.write_moment(timezone.localtime(timezone.now() + link.signature.life), _(" à ")),
        **given,
    }
    body = render_to_string(template, context).strip() + "\n"
    return EmailMessage(subject % {"site": site}, body, to=[person.email])
