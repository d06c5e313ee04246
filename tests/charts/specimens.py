"""One chart of each form, with all that a chart may hold: for the tests that both writers must pass."""

from __future__ import annotations

from strategy_monitor.charts.model import Chart, Form
from tests.charts.making import against_ocde, charts, count, note, observed, only, parts, series, wave

KINDS: dict[Form, str] = {
    "stack": "length",
    "bars": "length",
    "dots": "along",
    "slope": "height",
    "line": "height",
    "numbers": "",
}
"""How a mark of each form tells its value: by its length, or by where it stands along the width or the height."""

DOUBT = (note(),)
OFF_SCALE = (note(off_scale=True),)


def slope() -> Chart:
    return only(
        series("f", "Taux d’écoles, fondamental", observed(2022, 33), observed(2023, 37)),
        series("s", "Taux d’écoles, secondaire <ordinaire> & spécialisé", observed(2022, 67), observed(2023, 69)),
    )


def line() -> Chart:
    return only(
        series("f", "Part, fondamental", observed(2018, 12), observed(2019, 15.5), observed(2024, 46, notes=DOUBT)),
        series(
            "s", "Part, secondaire", observed(2018, 42), observed(2022, 64, break_before="Changée."), observed(2024, 66)
        ),
        series("o", "Part, OCDE", observed(2019, 52), role="benchmark"),
    )


def line_with_a_value_off_the_scale() -> Chart:
    beside = observed(2022, 7157, notes=OFF_SCALE)
    return only(
        count("f", "Écoles, fondamental", observed(2020, 500), observed(2021, 520), beside),
        count("s", "Écoles, secondaire", observed(2020, 0), observed(2021, 505, notes=DOUBT), observed(2022, 480)),
    )


def dots() -> Chart:
    low = series("x", "Enseignants, UE", observed(wave("TALIS", 2018), 40), role="benchmark", population="UE")
    return only(*against_ocde(20, 40), low)


def stack() -> Chart:
    return only(*parts(78.5, 14, 6.5, 1))


def stack_of_a_total() -> Chart:
    total = count("t", "Utilisateurs", observed(2025, 615088, notes=DOUBT), unit="utilisateurs")
    (_, chart) = charts(
        *parts(63, 37),
        total,
        count("e", "Utilisateurs, élèves", observed(2025, 596018), unit="utilisateurs", role="component", part_of="t"),
        count("d", "Utilisateurs, autres", observed(2025, 15140), unit="utilisateurs", role="component", part_of="t"),
    )
    return chart


def stack_of_a_small_rest() -> Chart:
    total = count("t", "PC", observed(2025, 100), unit="PC", group="")
    counted = {"unit": "PC", "role": "component", "part_of": "t", "group": ""}
    return only(
        total, *(count(f"p{i}", f"PC, {i}", observed(2025, value), **counted) for i, value in enumerate((40, 55)))
    )


def bars() -> Chart:
    return only(
        *(
            count(f"b{rank}", f"Périodes, groupe {rank}", observed(2024, value, notes=notes), unit="périodes")
            for rank, (value, notes) in enumerate(
                [(3, ()), (12, DOUBT), (8.25, ()), (7157, OFF_SCALE), (0, ()), (5, DOUBT)]
            )
        )
    )


def numbers() -> Chart:
    changed = observed(2023, 1277, break_before="Changée.")
    return only(
        count("f", "Écoles, fondamental", observed(2022, 468), changed),
        count("s", "Écoles, secondaire", observed(2022, 305, notes=OFF_SCALE), observed(2023, 52, notes=DOUBT)),
    )


def numbers_too_long_to_be_large() -> Chart:
    manner = {"manner": "approximate", "notes": DOUBT}
    return only(count("f", "Écoles", observed(2022, 1234567, **manner), observed(2023, 7654321, **manner)))


ALL = (
    slope,
    numbers,
    numbers_too_long_to_be_large,
    line,
    line_with_a_value_off_the_scale,
    dots,
    stack,
    stack_of_a_total,
    stack_of_a_small_rest,
    bars,
)
