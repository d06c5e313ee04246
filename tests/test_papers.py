"""The standards that the documents answer are answered whole, and what the answers name is there."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pytest

from tests.demo_site import ROOT
from tests.test_assurance import faults

pytestmark = pytest.mark.once


@dataclass(frozen=True)
class Paper:
    """A document that answers a standard: how many answers there are of each kind, then a row for each demand."""

    name: str
    tested: str
    """The answer that must name a test."""
    answers: tuple[str, ...]
    row: str
    """Of a demand: its number, then its answer, then by what."""
    demands: dict[str, int]
    """Part of the standard → how many demands it has."""

    @property
    def text(self) -> str:
        return (ROOT / "docs" / self.name).read_text("utf-8")

    def part(self, number: str) -> str:
        return number.partition(".")[0]


ASVS = Paper(
    "asvs.md",
    "test",
    ("test", "argument", "n/a", "not met"),
    r"^\| (\d+\.\d+\.\d+) \| [12] \| [^|]+ \| ([^|]+) \| ([^|]+) \|$",
    {"1": 27, "2": 11, "3": 19, "4": 10, "5": 9, "6": 35, "7": 18, "8": 7, "9": 7, "10": 29, "11": 14, "12": 9,
     "13": 13, "14": 9, "15": 13, "16": 16, "17": 7},
)  # fmt: skip
RGAA = Paper(
    "rgaa.md",
    "conforme, essai",
    ("conforme, essai", "conforme, vu", "non conforme", "non applicable"),
    r"^\| (\d+\.\d+) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$",
    {"1": 9, "2": 2, "3": 3, "4": 13, "5": 8, "6": 2, "7": 5, "8": 10, "9": 4, "10": 14, "11": 13, "12": 11, "13": 12},
)
OPENSSF = Paper(
    "openssf.md",
    "met, by test",
    ("met, by test", "met", "not met", "n/a"),
    r"^\| ([a-z_0-9]+) \| (?:must|should|suggested) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$",
    dict.fromkeys(
        [
            "description_good",
            "interact",
            "contribution",
            "contribution_requirements",
            "floss_license",
            "floss_license_osi",
            "license_location",
            "documentation_basics",
            "documentation_interface",
            "sites_https",
            "discussion",
            "english",
            "maintained",
            "repo_public",
            "repo_track",
            "repo_interim",
            "repo_distributed",
            "version_unique",
            "version_semver",
            "version_tags",
            "release_notes",
            "release_notes_vulns",
            "report_process",
            "report_tracker",
            "report_responses",
            "enhancement_responses",
            "report_archive",
            "vulnerability_report_process",
            "vulnerability_report_private",
            "vulnerability_report_response",
            "build",
            "build_common_tools",
            "build_floss_tools",
            "test",
            "test_invocation",
            "test_most",
            "test_continuous_integration",
            "test_policy",
            "tests_are_added",
            "tests_documented_added",
            "warnings",
            "warnings_fixed",
            "warnings_strict",
            "know_secure_design",
            "know_common_errors",
            "crypto_published",
            "crypto_call",
            "crypto_floss",
            "crypto_keylength",
            "crypto_working",
            "crypto_weaknesses",
            "crypto_pfs",
            "crypto_password_storage",
            "crypto_random",
            "delivery_mitm",
            "delivery_unsigned",
            "vulnerabilities_fixed_60_days",
            "vulnerabilities_critical_fixed",
            "no_leaked_credentials",
            "static_analysis",
            "static_analysis_common_vulnerabilities",
            "static_analysis_fixed",
            "static_analysis_often",
            "dynamic_analysis",
            "dynamic_analysis_unsafe",
            "dynamic_analysis_enable_assertions",
            "dynamic_analysis_fixed",
        ],
        1,
    ),
)
PAPERS = [ASVS, RGAA, OPENSSF]


def rows(paper: Paper, text: str) -> list[tuple[str, str, str]]:
    """(number, answer, by what) of each demand."""
    return re.findall(paper.row, text, re.MULTILINE)


def gaps(paper: Paper, text: str) -> list[str]:
    """What is missing from a paper, or said twice, or does not add up."""
    found = rows(paper, text)
    numbers = Counter(number for number, _answer, _by in found)
    answers = Counter(answer for _number, answer, _by in found)
    there = Counter(map(paper.part, numbers))
    said = {one: int(n) for one, n in re.findall(r"^\| ([^|]+) \| [^|]+ \| (\d+) \|$", text, re.MULTILINE)}
    return [
        *(f"{number} is there {n} times" for number, n in numbers.items() if n > 1),
        *(f"{part}: {there[part]} of {n}" for part, n in paper.demands.items() if there[part] != n),
        *(f"{part} is no part of it" for part in sorted(there.keys() - paper.demands.keys())),
        *(f"{number}: « {answer} » is no answer" for number, answer, _by in found if answer not in paper.answers),
        *(f"{number} names no test" for number, answer, by in found if answer == paper.tested and "`tests/" not in by),
        *(f"« {one} »: {answers[one]}, not {said.get(one)}" for one in paper.answers if answers[one] != said.get(one)),
    ]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_each_demand_is_answered_once_and_the_answers_add_up(paper: Paper) -> None:
    assert gaps(paper, paper.text) == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_what_an_answer_names_is_there(paper: Paper) -> None:
    assert list(faults(paper.text, ROOT / "docs")) == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_a_demand_that_is_left_out_or_answered_without_a_test_is_found(paper: Paper) -> None:
    text = paper.text
    whole = next(line for line in text.splitlines() if (found := rows(paper, line)) and found[0][1] == paper.tested)
    number, answer, by = rows(paper, whole)[0]
    part = paper.part(number)
    assert f"{part}: {paper.demands[part] - 1} of {paper.demands[part]}" in gaps(paper, text.replace(whole + "\n", ""))
    assert f"{number} is there 2 times" in gaps(paper, text.replace(whole, f"{whole}\n{whole}"))
    assert f"{number} names no test" in gaps(paper, text.replace(whole, whole.replace(by, "seen")))
    assert any(
        "is no answer" in gap for gap in gaps(paper, text.replace(whole, whole.replace(f"| {answer} |", "| yes |")))
    )
