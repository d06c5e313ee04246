"""How a template is laid out, which is not to be seen."""

from __future__ import annotations

import re
from functools import partial

from django import template
from django.template.base import Parser, TextNode, Token
from django.utils.safestring import SafeString

register = template.Library()

LINE_BREAK = re.compile(r"[ \t]*\n\s*")


class OneLine(template.Node):
    """Its content, without the line breaks and indents that its template is laid out with."""

    def __init__(self, nodelist: template.NodeList) -> None:
        self.nodelist = nodelist
        source = ""
        for node in nodelist.get_nodes_by_type(TextNode):
            assert isinstance(node, TextNode)
            start, source = len(source), source + node.s
            node.s = LINE_BREAK.sub(partial(unbroken, source, start), node.s)

    def render(self, context: template.Context) -> SafeString:
        return self.nodelist.render(context)


def unbroken(source: str, start: int, found: re.Match[str]) -> str:
    """What a line break becomes: a space between two attributes, nothing elsewhere. `found` counts from `start`."""
    before = source[: start + found.start()]
    return " " if before.rfind("<") > before.rfind(">") else ""


@register.tag
def oneline(parser: Parser, _token: Token) -> OneLine:
    """`{% oneline %}…{% endoneline %}`: words and links that stand close, with each branch on lines of its own.

    A space at the end of a line is lost with its break: it is written `{{ " " }}`.
    """
    content = parser.parse(("endoneline",))
    parser.delete_first_token()
    return OneLine(content)
