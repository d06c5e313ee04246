"""What holds for every template and every French text, so that nobody has to remember it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SOURCES = [
    path
    for folder in ("strategy_monitor", "axes", "indicators")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
FRENCH_IN_PYTHON = re.compile(r"""(?:_|gettext|gettext_lazy|ngettext)\(\s*((?:f?"(?:[^"\\]|\\.)*"\s*)+)""")
TRANSLATED = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}|{%\s*trans(?:late)?\b.*?%}|{%\s*comment.*?endcomment\s*%}",
    re.DOTALL,
)
LOOSE_SPACE = re.compile(r"[ \u00a0][;:!?%»]|«[ \u00a0]|\w[;!?»](?!\w)|\w'\w")


def visible(text: str) -> str:
    """A template without its tags, variables, scripts and markup: what is left would be read as it stands. So would a
    comment of several lines, which Django takes for text."""
    text = re.sub(r"<script.*?</script>|<style.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"{#[^\n]*?#}", " ", text)
    text = re.sub(r"{%.*?%}|{{.*?}}", " ", text, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", text)


def untranslated(text: str) -> list[str]:
    words = re.findall(r"[A-Za-zÀ-ÿ]{2,}", re.sub(r"&\w+;", " ", visible(TRANSLATED.sub(" ", text))))
    return [word for word in words if word not in {"doctype", "html", "hue", "SHA", "JSON", "CSV"}]


def inline(text: str) -> list[str]:
    scripts = re.findall(r"<script[^>]*>", text)
    return [
        *re.findall(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text),
        *(one for one in scripts if "src=" not in one and 'type="application/' not in one),
    ]


def loose_in_template(text: str) -> list[str]:
    found = re.findall(r"""{%\s*translate\s+"([^"]*)"|{%\s*translate\s+'([^']*)'""", text)
    found += [
        (body, "") for body in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", text, re.DOTALL)
    ]
    found += [(body, "") for body in re.findall(r"""{{\s*"([^"]*)"\s*}}""", text)]
    return [body for pair in found for body in pair if LOOSE_SPACE.search(re.sub(r"{{.*?}}|{%.*?%}", "x", body))]


def loose_in_python(text: str) -> list[str]:
    texts = ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', raw)) for raw in FRENCH_IN_PYTHON.findall(text)]
    plain = [re.sub(r"%\(\w+\)[sd]|%[sd]|{\w*}", "x", one) for one in texts]
    return [one for one in plain if LOOSE_SPACE.search(one)]


def bare_count(text: str) -> list[str]:
    """« sur 10000 », « (10000) »: a number that may be large, and is not written as numbers are."""
    found = re.findall(r"{%\s*blocktranslate([^%]*)%}(.*?){%", text, re.DOTALL)
    totals = [(tag, name) for tag, body in found for name in re.findall(r"\bsur {{ (\w+) }}", body)]
    return [
        *(name for tag, name in totals if not re.search(rf"\b{name}=\S*\|(?:decimal|count)", tag)),
        *re.findall(r"(?:\(|class=\"count\">){{ [\w.]*(?:\|length|total|count|number) }}", TRANSLATED.sub("", text)),
    ]


def filtered_in_words(text: str) -> list[str]:
    """« {{ n|decimal }} » in the middle of a sentence that is translated, where Django writes nothing instead: what is
    filtered is given a name in the tag."""
    bodies = re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", text, re.DOTALL)
    return [one for body in bodies for one in re.findall(r"{{[^}]*\|[^}]*}}", body)]


@pytest.mark.parametrize(
    ("paths", "faults"),
    [
        pytest.param(TEMPLATES, untranslated, id="every word of a template goes through gettext"),
        pytest.param(TEMPLATES, inline, id="a template holds no inline style or script"),
        pytest.param(TEMPLATES, loose_in_template, id="French spaces in templates"),
        pytest.param(TEMPLATES, bare_count, id="how many, as numbers are written"),
        pytest.param(TEMPLATES, filtered_in_words, id="no filter within words that are translated"),
        pytest.param(SOURCES, loose_in_python, id="French spaces in Python"),
    ],
)
def test_no_file_breaks_a_convention(paths: list[Path], faults: Callable[[str], list[str]]) -> None:
    assert len(paths) > 100, "the files were not found"
    wrong = {str(path.relative_to(ROOT)): faults(path.read_text("utf-8")) for path in paths}
    assert {path: found for path, found in wrong.items() if found} == {}


@pytest.mark.parametrize(
    ("faults", "text"),
    [
        (untranslated, "<p>Bonjour</p>"),
        (untranslated, "{# a comment\nof two lines #}"),
        (inline, '<p style="color: red">'),
        (inline, "<script>run()</script>"),
        (loose_in_template, '{% translate "Axe :" %}'),
        (loose_in_template, '{{ " ; " }}'),
        (bare_count, "{% blocktranslate with all=all|length trimmed %}{{ n }} sur {{ all }}{% endblocktranslate %}"),
        (bare_count, "<small>({{ found|length }})</small>"),
        (filtered_in_words, "{% blocktranslate trimmed %}{{ n|decimal }} heures{% endblocktranslate %}"),
        (loose_in_python, '_("Axe :")'),
    ],
)
def test_a_convention_that_is_broken_is_found(faults: Callable[[str], list[str]], text: str) -> None:
    assert faults(text)


def test_every_template_is_used() -> None:
    named = "".join(path.read_text("utf-8") for path in (*TEMPLATES, *SOURCES))
    unused = [
        name
        for path in TEMPLATES
        if (name := path.relative_to(ROOT / "templates").as_posix()) not in named
        and not name.startswith("admin/")
        and not name.startswith(("400", "403", "404", "500", "simple_history/"))
    ]
    assert unused == []
