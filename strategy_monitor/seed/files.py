"""Reads the seed files: YAML → validated entries. Every fault is reported, with its file and its place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from strategy_monitor.seed.faults import tell_fault
from strategy_monitor.seed.schema import AcronymsFile, AxisFile, GovernanceFile, ReferencesFile, SeedEntry, StrategyFile

File = TypeVar("File", bound=SeedEntry)

YAML_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads the same by libyaml, where it is there, in a tenth of the time."""


class SeedError(Exception):
    """The files cannot be loaded; one French sentence per fault."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class SeedFiles:
    strategy: StrategyFile
    governance: GovernanceFile
    references: ReferencesFile
    acronyms: AcronymsFile
    axes: tuple[AxisFile, ...]


def read_files(folder: Path) -> SeedFiles:
    """The files of one folder. Raises SeedError, with all that is wrong in all of them."""
    faults: list[str] = []
    axis_paths = sorted(folder.glob("axis-*.yaml"))
    strategy = read_file(folder / "strategy.yaml", StrategyFile, faults)
    governance = read_file(folder / "governance.yaml", GovernanceFile, faults)
    references = read_file(folder / "references.yaml", ReferencesFile, faults)
    acronyms = read_file(folder / "acronyms.yaml", AcronymsFile, faults)
    axes = tuple(axis for path in axis_paths if (axis := read_file(path, AxisFile, faults)))
    if not axis_paths:
        faults.append(f"{folder} : aucun fichier « axis-*.yaml »")
    if faults or not (strategy and governance and references and acronyms):
        raise SeedError(faults)
    return SeedFiles(strategy, governance, references, acronyms, axes)


def read_file(path: Path, kind: type[File], faults: list[str]) -> File | None:
    content = None
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), YAML_LOADER)  # noqa: S506  # a safe one
        return kind.model_validate(content)
    except FileNotFoundError:
        faults.append(f"{path.name} : le fichier manque")
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        faults.append(f"{path.name} : illisible ({error})")
    except ValidationError as error:
        faults += [f"{path.name} : {tell_fault(fault, content)}" for fault in error.errors()]
    return None
