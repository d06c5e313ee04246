"""Sixty questions of readers, and the first answer that each gets: the right place, or that the report is silent."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.pages.reading import soup

pytestmark = pytest.mark.usefixtures("published")

HERE = Path(__file__).parent
SILENCE = "le rapport n’en parle pas"
ENOUGH = {"questions.toml": 54, "questions_held_out.toml": 16}
"""How many of the questions of each file must have the right first answer."""


def read_questions(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads((HERE / name).read_text())["question"]
    return found


def first_answer(client: Client, asked: str) -> str:
    """The address of the first result, or the silence of the report where the page says so."""
    found = soup(client.get("/recherche/", {"q": asked}))
    first = found.select_one(".hit a")
    return SILENCE if first is None or found.select_one(".silent") else str(first["href"])


def test_readers_ask_sixty_things_of_which_the_report_leaves_some_unsaid() -> None:
    questions = read_questions("questions.toml")
    assert len({question["asked"] for question in questions}) == 60
    assert len([question for question in questions if not question["answers"]]) >= 8


@pytest.mark.parametrize("name", ENOUGH)
def test_most_questions_get_the_right_answer_first(client: Client, name: str) -> None:
    questions = read_questions(name)
    wrong = []
    for question in questions:
        wanted, answer = question["answers"] or [SILENCE], first_answer(client, question["asked"])
        if answer not in wanted:
            wrong.append(f"« {question['asked']} » : {answer}, au lieu de {' ou '.join(wanted)}")
    right = len(questions) - len(wrong)
    assert right >= ENOUGH[name], f"{right} bonnes premières réponses sur {len(questions)}\n" + "\n".join(wrong)
