"""Texts that come from another program say what a reader saw there."""

from __future__ import annotations

import pytest
from django import forms

from strategy_monitor.backoffice.pasted import PastedText

SEEN = [
    ("Une ligne\vl’autre", "Une ligne\nl’autre", "Une ligne l’autre"),
    ("Une ligne\r\n\r\nl’autre", "Une ligne\n\nl’autre", "Une ligne  l’autre"),
    ("Un paragraphe\u2029l’autre\u2028la suite", "Un paragraphe\nl’autre\nla suite", "Un paragraphe l’autre la suite"),
    ("numé\u00adrique", "numérique", "numérique"),
    ("\ufeffnumérique\u200b", "numérique", "numérique"),
    ("nume\u0301rique", "numérique", "numérique"),
    ("\u202enumérique\u202c\x1f", "numérique", "numérique"),
    ("«\u00a0Le\u202fnumérique\u00a0» – “essai”\t12\u00a0%",) * 3,
]


@pytest.mark.parametrize(("pasted", "lines", "line"), SEEN)
def test_what_is_pasted_is_kept_as_it_is_seen(pasted: str, lines: str, line: str):
    assert PastedText(widget=forms.Textarea).clean(pasted) == lines
    assert PastedText().clean(pasted) == line


def test_what_was_there_before_and_looks_the_same_is_unchanged():
    field = PastedText(widget=forms.Textarea)
    assert not field.has_changed("numé\u00adrique\vou non", "numé\u00adrique\vou non")
    assert not field.has_changed("numé\u00adrique\vou non", "numérique\r\nou non")
    assert field.has_changed("numé\u00adrique", "digital")
