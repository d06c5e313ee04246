"""One Report, one text, byte for byte; and from the text, the very same Report."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from strategy_monitor.report import canonical
from strategy_monitor.report.build import build
from strategy_monitor.report.document import SCHEMA_VERSION, Node, Report
from tests.charts.making import observed
from tests.environment import examples
from tests.report.arbitrary import REPORTS
from tests.report.test_diff import REPORT

VALIDATOR = jsonschema.Draft202012Validator(canonical.schema())
DIGEST = "3b6c6b37c0ddcd65bb98743fa0cf6984a604be3713f232e68f07849e3db3c1e8"
arbitrary = settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))


@given(REPORTS)
@arbitrary
def test_a_report_survives_the_trip_through_its_text(report: Report) -> None:
    text = canonical.dump(report)
    again = canonical.load(text)
    assert again == report
    assert repr(canonical.load_bytes(text.encode())) == repr(again)
    assert canonical.dump(again) == text
    assert hash(again) == hash(report)


@given(REPORTS)
@arbitrary
def test_the_text_is_canonical_json_that_the_schema_accepts(report: Report) -> None:
    text = canonical.dump(report)
    value = json.loads(text)
    assert text == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    VALIDATOR.validate(value)


@given(REPORTS)
@arbitrary
def test_a_number_reads_back_as_the_same_decimal_in_any_json_reader(report: Report) -> None:
    """A reader that knows only doubles still finds the decimal that was published."""
    for number in numbers(json.loads(canonical.dump(report))):
        assert Decimal(repr(number)) == Decimal(str(number))
        assert len(Decimal(repr(number)).normalize().as_tuple().digits) <= 15


def numbers(value: Any) -> list[int | float]:
    if isinstance(value, dict):
        return [number for part in value.values() for number in numbers(part)]
    if isinstance(value, list):
        return [number for part in value for number in numbers(part)]
    return [value] if isinstance(value, (int, float)) and not isinstance(value, bool) else []


def test_the_arbitrary_reports_reach_every_model() -> None:
    """Else the properties above would say less than they seem to."""
    seen: set[str] = set()

    @given(REPORTS)
    @settings(max_examples=90, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def gather(report: Report) -> None:
        note(report)

    def note(node: Any) -> None:
        if isinstance(node, Node):
            seen.add(type(node).__name__)
            for name in type(node).model_fields:
                note(getattr(node, name))
        elif isinstance(node, tuple):
            for part in node:
                note(part)

    gather()
    assert seen >= {
        "Observation",
        "Period",
        "Note",
        "TableRow",
        "Reference",
        "Footnote",
        "Provider",
        "Acronym",
        "Measure",
    }


def test_the_same_number_has_one_text_however_it_was_typed() -> None:
    def text(typed: str) -> str:
        return observed(2024, typed, printed="").model_dump_json(include={"value"})

    assert {text(typed) for typed in ("1.5", "1.50", "15E-1", "1.5000")} == {'{"value":1.5}'}
    assert {text(zero) for zero in ("0", "-0", "0.00")} == {'{"value":0}'}
    assert text("1E+3") == '{"value":1000}'


def test_the_text_of_a_report_does_not_change_unnoticed() -> None:
    """If this fails, the text of every document changes: decision 0039 says whether the schema then takes a number."""
    assert canonical.dump(REPORT).startswith(
        '{"acronyms":[],"axes":[{"actions":[{"indicators":[{"action":"1","axis":2,'
    )
    assert canonical.digest(canonical.dump(REPORT)) == DIGEST


def test_a_digest_is_the_sha256_of_the_utf8_text() -> None:
    assert canonical.digest("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_what_is_not_a_number_enters_no_report(value: str) -> None:
    with pytest.raises(ValidationError):
        observed(2024, value)


@pytest.mark.parametrize("value", ["123456789012.5", "1234567890123456", "0.00001"])
def test_a_number_that_json_could_not_keep_enters_no_report(value: str) -> None:
    with pytest.raises(ValidationError):
        observed(2024, value)


BROKEN = {
    "cut short": canonical.dump(REPORT)[:-1],
    "NaN": canonical.dump(REPORT).replace(":4944", ":NaN"),
    "Infinity": canonical.dump(REPORT).replace(":4944", ":-Infinity"),
    "a number out of reach": canonical.dump(REPORT).replace(":4944", ":1e400"),
    "a number of thousands of digits": canonical.dump(REPORT).replace(":4944", ":" + "9" * 5_000),
    "half a character": canonical.dump(REPORT).replace('"edition":"2025"', '"edition":"\\ud800"'),
    "an unknown field": canonical.dump(REPORT).replace('"edition":', '"colour":1,"edition":'),
    "a level out of the scale": canonical.dump(REPORT).replace('"level":4', '"level":6'),
    "an unknown code": canonical.dump(REPORT).replace('"doubt"', '"certain"'),
    "another schema": canonical.dump(REPORT).replace(f'"schema_version":"{SCHEMA_VERSION}"', '"schema_version":"1"'),
    "a list": "[]",
    "nothing": "",
    "too deep": "[" * 100_000,
}


@pytest.mark.parametrize("fault", BROKEN)
def test_anything_else_is_refused_with_its_fault(fault: str) -> None:
    assert BROKEN[fault] != canonical.dump(REPORT)
    with pytest.raises(canonical.UnreadableReport) as caught:
        canonical.load(BROKEN[fault])
    assert str(caught.value)
    with pytest.raises(canonical.UnreadableReport):
        canonical.load_bytes(BROKEN[fault].encode())


def test_a_fault_is_told_with_its_place() -> None:
    with pytest.raises(canonical.UnreadableReport, match=r"^axes › 0 › actions › 0 › indicators › 0 › series › 0 › "):
        canonical.load(BROKEN["a number out of reach"])


@pytest.mark.usefixtures("seeded")
def test_the_printed_report_survives_the_trip_and_follows_the_schema() -> None:
    report = build("2025")
    text = canonical.dump(report)
    assert canonical.load(text) == report
    VALIDATOR.validate(json.loads(text))
