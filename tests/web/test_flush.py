"""Templates are sent without the spaces that show how deep a tag stands; where spaces count, as they are."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import get_template

from strategy_monitor.web.flush import flush


def test_indents_go_and_the_ends_of_lines_stay() -> None:
    assert flush("<ul>\n    <li>\n      a\n    </li>\n</ul>") == "<ul>\n<li>\na\n</li>\n</ul>"


def test_a_template_whose_spaces_count_is_sent_as_it_stands() -> None:
    for text in (
        "<pre>\n  a</pre>",
        "<textarea id='a'>\n  b</textarea>",
        "{% blocktranslate %}\n  a{% endblocktranslate %}",
    ):
        assert flush(text) == text
    assert flush("{% blocktranslate trimmed %}\n  a") == "{% blocktranslate trimmed %}\na"


def test_pages_are_read_so_and_letters_are_not() -> None:
    page = get_template("base.html").template.source
    assert "\n<head>" in page
    assert "\n  <head>" in (settings.BASE_DIR / "templates" / "base.html").read_text(encoding="utf-8")
    letter = settings.BASE_DIR / "templates" / "accounts" / "invitation.txt"
    assert get_template("accounts/invitation.txt").template.source == letter.read_text(encoding="utf-8")
