"""Each code has one word, and what offers, admits or shows codes takes them from the vocabulary."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Field
from django.utils.choices import CallableChoiceIterator

from strategy_monitor.language import codes, french
from strategy_monitor.language.codes import Code, NoteWord

ROOT = Path(__file__).resolve().parents[2]
VOCABULARIES = Code.__subclasses__()
OURS = ("accounts", "axes", "campaigns", "errata", "indicators", "notices", "releases")


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__name__)
def test_each_code_has_a_word_of_its_own(vocabulary: type[Code]) -> None:
    words = vocabulary.words()
    assert all(words.values())
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize("vocabulary", VOCABULARIES, ids=lambda one: one.__name__)
def test_a_code_is_the_text_that_is_stored(vocabulary: type[Code]) -> None:
    assert all(f"{one}" == one.value == one and vocabulary(one.value) is one for one in vocabulary)


def test_the_empty_code_cannot_be_chosen() -> None:
    assert codes.Manner("").word == "tel quel"
    assert "" not in dict(codes.Manner.choices())


def fields_with_choices() -> list[Field[Any, Any]]:
    models = [model for name in OURS for model in apps.get_app_config(name).get_models()]
    return [field for model in models for field in model._meta.get_fields() if getattr(field, "choices", None)]


@pytest.mark.parametrize("field", fields_with_choices(), ids=str)
def test_a_field_of_a_model_offers_a_vocabulary(field: Field[Any, Any]) -> None:
    """Not a copy of it: a word that changes makes no migration."""
    if field.name == "history_type":
        return
    assert isinstance(field.choices, CallableChoiceIterator)
    assert field.choices.func.__self__ in VOCABULARIES


def test_codes_are_counted_in_the_plural() -> None:
    assert french.count_code(1, NoteWord.QUESTION) == f"1{french.NO_BREAK}question ouverte"
    assert french.count_code(3, NoteWord.ERROR) == f"3{french.NO_BREAK}erreurs du rapport"


@pytest.mark.parametrize(
    ("severity", "status", "word"),
    [
        ("doubt", "open", NoteWord.QUESTION),
        ("error", "open", NoteWord.QUESTION),
        ("error", "kept", NoteWord.ERROR),
        ("error", "adapted", NoteWord.ERROR),
        ("error", "corrected", NoteWord.REMARK),
        ("error", "confirmed", NoteWord.REMARK),
        ("doubt", "kept", NoteWord.REMARK),
        ("information", "adapted", NoteWord.REMARK),
    ],
)
def test_a_note_is_a_question_while_it_waits_and_a_doubt_that_waits_for_nothing_is_a_remark(
    severity: str, status: str, word: NoteWord
) -> None:
    assert NoteWord.of(severity, status) is word


GONE = re.compile(
    r"signal(?:é|ée|és|ées|ement|ements)\b|à vérifier\b|douteu(?:x|se|ses)\b|erreurs? manifestes?|notes? éditoriales?",
    re.IGNORECASE,
)
"""What a note was called before it had three words."""
OTHERS = ("migrations/",)


def test_no_other_word_names_a_note_on_a_page_at_the_desk_or_in_a_file() -> None:
    told = [
        f"{file.relative_to(ROOT)}:{number}: « {found[0]} »"
        for folder in ("axes", "indicators", "strategy_monitor", "templates", "static/js", "fixtures")
        for file in sorted((ROOT / folder).rglob("*"))
        if file.suffix in {".py", ".html", ".js", ".yaml", ".typ"} and not any(one in str(file) for one in OTHERS)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := GONE.search(line)) and "procédure de signalement" not in line
    ]
    assert told == [], f"say what it is with one of {[one.word for one in NoteWord]}, or otherwise"
