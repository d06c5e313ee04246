"""Sixty questions of readers, and the first answer that each gets: the right place, or that the report is silent."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.pages.reading import soup

pytestmark = pytest.mark.usefixtures("published")

QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text())["question"]
SILENCE = "le rapport n’en parle pas"
ENOUGH = 54


def first_answer(client: Client, asked: str) -> str:
    """The address of the first result, or the silence of the report where the page says so."""
    found = soup(client.get("/recherche/", {"q": asked}))
    first = found.select_one(".hit a")
    return SILENCE if first is None or found.select_one(".silent") else str(first["href"])


def is_right(question: dict[str, Any], answer: str) -> bool:
    return answer in (question["answers"] or [SILENCE])


def test_readers_ask_sixty_things_of_which_the_report_leaves_some_unsaid() -> None:
    assert len({question["asked"] for question in QUESTIONS}) == 60
    assert len([question for question in QUESTIONS if not question["answers"]]) >= 8


def test_most_questions_get_the_right_answer_first(client: Client) -> None:
    answered = {question["asked"]: first_answer(client, question["asked"]) for question in QUESTIONS}
    wrong = [
        f"« {q['asked']} » : {answered[q['asked']]}, au lieu de {' ou '.join(q['answers']) or SILENCE}"
        for q in QUESTIONS
        if not is_right(q, answered[q["asked"]])
    ]
    right = len(QUESTIONS) - len(wrong)
    assert right >= ENOUGH, f"{right} bonnes premières réponses sur {len(QUESTIONS)}\n" + "\n".join(wrong)
