"""The headline values of the 28 indicators, read from six forms of one release by six readers: all say the same.

Each reader starts from what the site serves and knows only how its own form is laid out. A value is a number, two for
a range, or the words that stand where there is none; spaces and quotes aside, as each form has its own.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

import openpyxl
import pandas
import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client

from strategy_monitor.language.codes import MissingReason
from tests.documents import tagged, word

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Value = tuple[Decimal, ...] | str
Values = dict[str, list[Value]]
"""Code of the indicator → what leads in each of its headline series, in order."""

NUMBER = re.compile(r"[-−]?\d{1,3}(?:[\s\u202f]\d{3})+(?:,\d+)?|[-−]?\d+(?:,\d+)?")
LARGE = "dl.key.head dd > a.figure"
"""CSS of the figures that a page sets large."""
CODE = re.compile(r"(\d\.[\d-]+-O\d+|\d-I\d+)\u00a0?·")


def words(text: str) -> str:
    return re.sub(r"[\s«»“”\u200b]", "", text).replace("'", "’").casefold()


def french(text: str) -> Value:
    """« près de 90 % » → (90,); « 2 à 3 h » → (2, 3); a sentence → its words."""
    quoted = "«" in text
    numbers = [] if quoted else NUMBER.findall(text)
    plain = [re.sub(r"[\s\u202f]", "", one).replace("−", "-").replace(",", ".") for one in numbers]
    return tuple(map(Decimal, plain)) or words(text)


def coded(value: object, high: object, state: object, missing: object) -> Value:
    """The cells of a table."""
    found = tuple(Decimal(str(one)) for one in (value, high) if one not in (None, ""))
    return found or words(str(state or "") or MissingReason.words().get(str(missing), str(missing)))


def leading(observations: list[dict[str, object]]) -> list[dict[str, object]]:
    """The latest, and before it those printed as headline in the same sentence: « 594 … en 2023 et 331 en 2024 »."""
    *before, last = observations
    together = last["place"] in {"headline", "chiffre principal"} and last["printed"]
    return [*(o for o in before if together and (o["place"], o["printed"]) == (last["place"], last["printed"])), last]


def in_json(client: Client) -> Values:
    found: Values = {}
    document = json.loads(client.get("/donnees/rapport.json").content)
    for axis in document["axes"]:
        for one in [i for action in axis["actions"] for i in action["indicators"]] + axis["indicators"]:
            heads = [s["observations"] for s in one["series"] if s["role"] == "headline" and s["observations"]]
            fields = ("value", "value_high", "state", "missing_reason")
            found[one["code"]] = [coded(*(o[name] for name in fields)) for head in heads for o in leading(head)]
    return found


def in_rows(rows: Iterator[dict[str, object]]) -> Values:
    """One row per observation: the last one of each headline series is the latest."""
    series: dict[tuple[object, object], list[dict[str, object]]] = {}
    for row in rows:
        if row["role"] in {"headline", "chiffre principal"}:
            series.setdefault((row["indicator_code"], row["series_key"]), []).append(row)
    found: Values = {}
    for (code, _series), observations in series.items():
        for row in leading(observations):
            cells = (row["value"], row["value_high"], row["state"], row["missing_reason"])
            found.setdefault(str(code), []).append(coded(*cells))
    return found


def in_csv(client: Client) -> Values:
    text = client.get("/donnees/rapport.csv").content
    table = pandas.read_csv(io.BytesIO(text), dtype=str, keep_default_na=False)
    return in_rows(iter(table.to_dict("records")))


def in_xlsx(client: Client) -> Values:
    """Its columns and codes are in French; its own dictionary says which column is which."""
    book = openpyxl.load_workbook(io.BytesIO(client.get("/donnees/rapport.xlsx").content), read_only=True)
    dictionary = book["Dictionnaire"].iter_rows(min_row=2, max_col=3, values_only=True)
    names = {heading: name for table, name, heading in dictionary if table == "releves"}
    headings, *rows = book["Valeurs"].iter_rows(values_only=True)
    return in_rows(dict(zip([names[one] for one in headings], row, strict=True)) for row in rows)


def in_html(client: Client) -> Values:
    keys = headline_keys(client)
    return {
        code: [french_with_state(one) for one in in_order(page, keys[code])] for code, page in indicator_pages(client)
    }


def led_in_html(client: Client) -> Values:
    """All that a page sets large, in its order: what leads, which may be no headline, then the headlines in doubt."""
    return {code: [french_with_state(one) for one in page.select(LARGE)] for code, page in indicator_pages(client)}


def indicator_pages(client: Client) -> Iterator[tuple[str, BeautifulSoup]]:
    codes = re.findall(r"/indicateurs/([^/]+)/</loc>", client.get("/sitemap.xml").content.decode())
    for code in dict.fromkeys(codes):
        yield code, BeautifulSoup(client.get(f"/indicateurs/{code}/").content, "lxml")


def headline_keys(client: Client) -> dict[str, list[str]]:
    """The headline series of each indicator, in the order of the document."""
    document = json.loads(client.get("/donnees/rapport.json").content)
    return {
        one["code"]: [series["key"] for series in one["series"] if series["role"] == "headline"]
        for axis in document["axes"]
        for one in [i for action in axis["actions"] for i in action["indicators"]] + axis["indicators"]
    }


def in_order(page: BeautifulSoup, keys: list[str]) -> list[Tag]:
    """The links of the headline figures in the order of the document; the page has those first that are sure."""
    links = [(one, str(one["href"]).split("/")[-3]) for one in page.select(LARGE)]
    headlines = [(one, keys.index(key)) for one, key in links if key in keys]
    return [one for one, _rank in sorted(headlines, key=lambda pair: pair[1])]


def french_with_state(link: BeautifulSoup) -> Value:
    """A state in words may hold a number: it stands in an element of its own."""
    said = link.select_one(".words")
    return words(said.get_text()) if said else french(link.get_text())


def in_docx(client: Client) -> Values:
    document = word.opened(client.get("/rapport-annote.docx").content)
    found: Values = {}
    code = ""
    for paragraph in word.paragraphs(document):
        style = paragraph.style.name
        if style.startswith("Heading"):
            code = ""
        elif (match := CODE.match(paragraph.text.replace(" ", ""))) and not code:
            code = match[1]
            found[code] = []
        elif code and (runs := [run for run in paragraph.runs if run.style.style_id in {"Value", "State"}]):
            text = "".join(run.text for run in runs)
            found[code].append(words(text) if runs[0].style.style_id == "State" else french(text))
    return found


def in_pdf(client: Client, labels: dict[str, list[tuple[str, str]]]) -> Values:
    """The tags say label, period, value: what follows the first two is the third."""
    read = tagged.tag_text(client.get("/rapport-annote.pdf").content).partition("Mentions")[2]
    starts = {code: found.start() for code in labels if (found := re.search(rf"{re.escape(code)}\s+· ", read))}
    ends = sorted([*starts.values(), len(read)])
    said: Values = {}
    for code, start in starts.items():
        part = tagged.plain(read[start : ends[ends.index(start) + 1]])
        said[code] = [after(part, tagged.plain(label + period)) for label, period in labels[code]]
    return said


def after(text: str, start: str) -> Value:
    rest = text.partition(start)[2]
    match = re.match(r"(?:prèsde|aumoins|\+)?(-?−?\d+(?:,\d+)?)(?:à(\d+(?:,\d+)?))?", rest)
    if match and not rest.startswith("«"):
        return tuple(Decimal(one.replace("−", "-").replace(",", ".")) for one in match.groups() if one)
    return words(re.split(r"(?<=»)", rest)[0] if rest.startswith("«") else rest)


def labelled(client: Client, codes: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """What the pages call each headline, and its period."""
    found = {}
    for code in codes:
        page = BeautifulSoup(client.get(f"/indicateurs/{code}/").content, "lxml")
        blocks = [link.find_parent("div") for link in in_order(page, headline_keys(client)[code])]
        terms = [(one.dt.get_text().strip(), one.dt.select_one(".when").get_text()) for one in blocks]
        found[code] = [(text.removesuffix(when), when) for text, when in terms]
    return found


def same(value: Value, said: Value) -> bool:
    """In a PDF, the end of a sentence is not told from what follows, nor its hyphens from those of cut words."""
    return said == value if isinstance(value, tuple) else str(said).startswith(tagged.plain(value))


def test_the_28_headlines_are_the_same_in_html_json_csv_xlsx_docx_and_pdf(client: Client, published: None) -> None:
    expected = in_json(client)
    assert len(expected) == 28
    assert sum(len(values) for values in expected.values()) >= 28
    assert expected["3.2-3-O3"] == [(Decimal(594),), (Decimal(331),), (Decimal(93724),)]
    for name, reader in {"CSV": in_csv, "XLSX": in_xlsx, "HTML": in_html}.items():
        assert reader(client) == expected, name
    assert in_docx(client) == led_in_html(client), "DOCX: all that the page sets large, the headlines among it"
    spelled = in_pdf(client, labelled(client, expected))
    assert spelled.keys() == expected.keys()
    for code, values in expected.items():
        for value, said in zip(values, spelled[code], strict=True):
            assert same(value, said), (code, value, said)
