"""What the head of a page says to machines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from strategy_monitor.exports import linked
from strategy_monitor.pages.charting import embedded
from strategy_monitor.report.document import Indicator

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_data(
    context: dict[str, Any],
    kind: str,
    indicator: Indicator | None = None,
    successors: Iterable[Indicator] | None = None,
) -> SafeString | str:
    """What the page is about, in schema.org: « report », « catalogue », « catalogue-whole », « indicator », this one
    with what has replaced it since.

    Nothing on the desk, nor of a made-up edition: search engines are told of what was published, and is true.
    """
    viewing = context["viewing"]
    if viewing.kind == "desk" or viewing.head.fictive:
        return ""
    publication = viewing.publication
    if kind == "indicator" and indicator is not None:
        node = linked.describe_indicator(publication, indicator, successors or ())
    elif kind == "report":
        node = linked.describe_report(publication)
    else:
        node = linked.describe_catalogue(publication, whole=kind == "catalogue-whole")
    return format_html('<script type="application/ld+json">{}</script>', embedded(node))
