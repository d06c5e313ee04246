"""What an answer says of itself in its `Link` header (RFC 8288): the address to cite it by, its licence."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch

from strategy_monitor.exports.publication import Publication


def relate(
    response: HttpResponseBase, request: HttpRequest, publication: Publication, arguments: dict[str, Any]
) -> None:
    """Adds them to what the header already says. `arguments` of the address, without what names its mount."""
    found = [response.get("Link", ""), *links(request, publication, arguments)]
    if any(found):
        response["Link"] = ", ".join(filter(None, found))


def links(request: HttpRequest, publication: Publication, arguments: dict[str, Any]) -> list[str]:
    """`cite-as` (RFC 8574) is the address of the same thing in its release; what stands in no release has none."""
    match = request.resolver_match
    if match is None or match.url_name is None or publication.head is None:
        return []
    given = match.extra_kwargs or {}  # type: ignore[attr-defined] # by the route, not by the address
    captured = [value for name, value in arguments.items() if name not in given]
    try:
        found = [f'<{publication.permalink(match.url_name, *captured)}>; rel="cite-as"']
    except NoReverseMatch:
        return []
    licence = publication.licence.url
    return [*found, f'<{licence}>; rel="license"'] if licence else found
