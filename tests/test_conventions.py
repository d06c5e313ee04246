"""What holds for every template and every French text, so that nobody has to remember it."""

from __future__ import annotations

import re
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


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def visible(text: str) -> str:
    """A template without its tags, variables, scripts and markup: what is left would be read as it stands."""
    text = re.sub(r"<script.*?</script>|<style.*?</style>|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", " ", text, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_every_word_of_a_template_goes_through_gettext(path: Path) -> None:
    left = visible(TRANSLATED.sub(" ", path.read_text(encoding="utf-8")))
    words = re.findall(r"[A-Za-zÀ-ÿ]{2,}", re.sub(r"&\w+;", " ", left))
    assert words in ([], ["html"]) or set(words) <= {"doctype", "html", "hue", "SHA", "JSON", "CSV"}, words


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_a_template_holds_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/' in script, script


@pytest.mark.parametrize("path", TEMPLATES, ids=ids(TEMPLATES))
def test_french_spaces_in_templates(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"""{%\s*translate\s+"([^"]*)"|{%\s*translate\s+'([^']*)'""", text)
    found += [
        (body, "") for body in re.findall(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate", text, re.DOTALL)
    ]
    wrong = [body for pair in found for body in pair if LOOSE_SPACE.search(re.sub(r"{{.*?}}|{%.*?%}", "x", body))]
    assert wrong == []


@pytest.mark.parametrize("path", SOURCES, ids=ids(SOURCES))
def test_french_spaces_in_python(path: Path) -> None:
    texts = [
        "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', raw)) for raw in FRENCH_IN_PYTHON.findall(path.read_text("utf-8"))
    ]
    plain = [re.sub(r"%\(\w+\)[sd]|%[sd]|{\w*}", "x", text) for text in texts]
    assert [text for text in plain if LOOSE_SPACE.search(text)] == []


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
