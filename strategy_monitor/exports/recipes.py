"""How to read the ten columns with the tools that readers have: a few lines each, shown on the page of the data.

Said once: what is shown is what the tests run, for the tools that a test machine has.
"""

from __future__ import annotations

from dataclasses import dataclass

from strategy_monitor.exports.tables.figures import FIGURES
from strategy_monitor.language import french

HEADING = {column.name: column.heading for column in FIGURES.columns}
COMMA = "fr-FR"
"""As spreadsheets call how the file writes numbers and days, whatever the country: not all French has a comma."""


@dataclass(frozen=True)
class Recipe:
    code: str
    tool: str
    """As its makers call it."""
    place: str
    """Where in the tool the lines go."""
    lines: str
    tested: bool
    """True where the tests run these very lines."""


def write_tested(every: tuple[Recipe, ...]) -> str:
    """Which lines the tests run, and which nobody did."""
    run, unrun = (french.write_list([one.tool for one in every if one.tested is tested]) for tested in (True, False))
    return f"Les tests du logiciel exécutent les lignes pour {run} ; celles pour {unrun} ne l’ont pas été."


def recipes(address: str) -> tuple[Recipe, ...]:
    """`address`: of the CSV of ten columns, whole."""
    name, measured, period, value, unit, day = (
        HEADING[one] for one in ("indicator_code", "measured", "period", "value", "unit", "data_date")
    )
    return (
        Recipe(
            "excel",
            "Excel (Power Query)",
            "Données, Obtenir des données, Requête vide, Éditeur avancé",
            f'let lu = Csv.Document(Web.Contents("{address}"), [Delimiter = ";", Encoding = 65001]),\n'
            "    titres = Table.PromoteHeaders(lu)\n"
            f'in  Table.TransformColumnTypes(titres, {{{{"{value}", type number}}, {{"{day}", type date}}}}, '
            f'"{COMMA}")',
            tested=False,
        ),
        Recipe(
            "libreoffice",
            "LibreOffice",
            "un terminal ; ou Feuille, Lien vers des données externes, avec les mêmes réglages",
            f'curl --output chiffres.csv "{address}"\n'
            'soffice --convert-to ods --infilter="CSV:59,34,76,1,,1036,false,true" chiffres.csv',
            tested=True,
        ),
        Recipe(
            "r",
            "R",
            "la console",
            f'chiffres <- read.csv2("{address}",\n'
            '  fileEncoding = "UTF-8-BOM", check.names = FALSE)\n'
            f'chiffres[c("{name}", "{measured}", "{period}", "{value}", "{unit}")]',
            tested=False,
        ),
        Recipe(
            "python",
            "Python (pandas)",
            "la console",
            "import pandas\n"
            f'chiffres = pandas.read_csv("{address}", sep=";", decimal=",")\n'
            f'print(chiffres[["{name}", "{measured}", "{period}", "{value}", "{unit}"]])',
            tested=True,
        ),
        Recipe(
            "duckdb",
            "DuckDB",
            "la console",
            f'SELECT "{name}", "{measured}", "{period}", "{value}", "{unit}"\n'
            f"FROM read_csv('{address}',\n"
            "  delim = ';', decimal_separator = ',', dateformat = '%d/%m/%Y');",
            tested=True,
        ),
    )
