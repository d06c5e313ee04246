"""A template is laid out over lines, and what it writes stands close."""

from __future__ import annotations

from django.template import Context, Template


def written(body: str, **values: object) -> str:
    return Template("{% load layout %}{% oneline %}" + body + "{% endoneline %}").render(Context(values))


def test_breaks_and_indents_are_not_written_and_spaces_within_a_line_are():
    assert written("\n  <b>un</b>  deux\n  <i>trois</i>\n") == "<b>un</b>  deux<i>trois</i>"


def test_each_branch_may_have_its_lines():
    body = """
        {{ code }}
        {% if year %}
            , {{ year }}
        {% endif %}
        {% for one in names %}
            {{ " " }}<i>{{ one }}</i>
        {% endfor %}
        .
    """
    assert written(body, code="1.1", year=2024, names=["a", "b"]) == "1.1, 2024 <i>a</i> <i>b</i>."
    assert written(body, code="1.1") == "1.1."


def test_a_break_between_two_attributes_stays_a_space():
    body = '<a href="/{{ code }}/"\n   {% if now %}\n   aria-current="page"\n   {% endif %}>\n  {{ code }}\n</a>'
    assert written(body, code="x", now=True) == '<a href="/x/"  aria-current="page" >x</a>'


def test_the_lines_of_a_value_are_its_own():
    assert written("\n  <pre>{{ text }}</pre>\n", text="un\n  deux") == "<pre>un\n  deux</pre>"
