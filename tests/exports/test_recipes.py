"""The lines that the page of the data shows read the file: those of the tools that a test machine has are run."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas
import pytest

from strategy_monitor.exports.delimited import as_file
from strategy_monitor.exports.publication import Publication
from strategy_monitor.exports.recipes import HEADING, Recipe, recipes
from strategy_monitor.exports.tables.every import FIGURES
from strategy_monitor.exports.tables.scope import Scope
from tests.environment import program
from tests.exports.releve import told
from tests.office import PATIENCE, profile

pytestmark = [pytest.mark.django_db, pytest.mark.once]

RUN = {"python", "duckdb", "libreoffice"}
"""Codes of those that are run here. Nobody ran the others: neither Excel nor R is on a test machine."""


@pytest.fixture(scope="module")
def file(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file as it is once it has been fetched: its address is replaced by its path."""
    found = tmp_path_factory.mktemp("lignes") / "chiffres.csv"
    found.write_bytes(as_file(FIGURES, Scope(publication)))
    return found


@pytest.fixture(scope="module")
def values(publication: Publication) -> list[float | None]:
    return [one["value"] for one in told(publication)]


def lines(code: str, file: Path) -> str:
    return found_recipe(code, str(file)).lines


def found_recipe(code: str, address: str) -> Recipe:
    return next(one for one in recipes(address) if one.code == code)


def test_each_is_three_lines_with_the_address_and_says_whether_it_was_run() -> None:
    for one in recipes("https://suivi.exemple.be/donnees/chiffres.csv"):
        assert one.lines.count("\n") <= 2
        assert "https://suivi.exemple.be/donnees/chiffres.csv" in one.lines
        assert one.tested == (one.code in RUN)


def test_the_lines_for_python(file: Path, values: list[float | None]) -> None:
    names: dict[str, Any] = {}
    exec(lines("python", file), names)
    read = names["chiffres"][HEADING["value"]]
    assert [None if pandas.isna(one) else one for one in read] == values


def test_the_lines_for_duckdb(file: Path, values: list[float | None]) -> None:
    assert [row[3] for row in duckdb.sql(lines("duckdb", file)).fetchall()] == values


def test_the_lines_for_libreoffice(file: Path, values: list[float | None], tmp_path: Path) -> None:
    """As a person runs them, but for a profile of the tests and a format that is read back here."""
    _fetch, convert = lines("libreoffice", file).splitlines()
    _name, *options, source = shlex.split(convert.replace("--convert-to ods", "--convert-to xlsx"))
    command = [program("soffice", "libreoffice"), profile(), "--headless", *options, "--outdir", str(tmp_path)]
    subprocess.run([*command, str(file.with_name(source))], capture_output=True, timeout=PATIENCE, check=True)
    sheet = openpyxl.load_workbook((tmp_path / source).with_suffix(".xlsx")).active
    headings, *rows = sheet.iter_rows(values_only=True)
    assert [row[headings.index(HEADING["value"])] for row in rows] == values
