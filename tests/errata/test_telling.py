"""Who is told of an erratum: those who may validate it, then who submitted it, then those whose work is published."""

from __future__ import annotations

from typing import Any

import pytest

from strategy_monitor.errata import workflow
from strategy_monitor.errata.models import Erratum
from tests.errata import making
from tests.notices.making import person, sent
from tests.spaces import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Any:
    making.two_editions()
    return person("camille", "Administration")


@pytest.fixture
def judge(editor: Any) -> Any:
    return person("dominique", "Publication")


def test_a_submitted_erratum_is_told_to_who_may_publish_it_and_made_none_of_it(editor, judge):
    person("sacha", "Contribution")
    erratum = making.proposed(editor)
    (message,) = sent()
    assert message.to == ["dominique@exemple.be"]
    assert plain(message.subject).startswith("Camille Dubois a soumis un erratum à l’édition 2025, à valider – ")
    body = plain(message.body)
    assert "\n- Valeur 2023-2024" in body
    assert " : 4 944 heures → 4 945 heures\n" in body
    assert f"http://localhost:8000/bureau/errata/{erratum.pk}/\n" in body
    assert "parce que ce compte peut valider ce qui est soumis." in body


def test_who_added_a_line_is_not_asked_to_validate_it(editor, judge):
    erratum = workflow.open_erratum(Erratum.edition.field.related_model.objects.get(label="2025"), editor)
    workflow.propose(erratum.pk, 0, judge, workflow.Proposal(making.FIGURE, "value", "4945", "Une faute."))
    workflow.submit_erratum(erratum.pk, 1, editor)
    assert sent() == []


def test_a_returned_erratum_is_told_to_who_submitted_it_with_the_reason(editor, judge):
    erratum = making.proposed(editor)
    sent()
    workflow.return_erratum(erratum.pk, 2, judge, "Et la source ?")
    (message,) = sent()
    assert message.to == ["camille@exemple.be"]
    assert plain(message.subject).startswith("Dominique Martin a retourné l’erratum à l’édition 2025 – ")
    assert "La raison : « Et la source ? »\n" in plain(message.body)


def test_a_published_erratum_is_told_to_who_made_it(editor, judge):
    erratum = making.proposed(editor)
    sent()
    workflow.publish_erratum(erratum.pk, 2, judge)
    (message,) = sent()
    assert message.to == ["camille@exemple.be"]
    assert plain(message.subject).startswith("L’erratum 2025.2 est publié – ")
    body = plain(message.body)
    assert "La raison : « Une faute de frappe. »" in body
    assert "http://localhost:8000/errata/\n" in body
