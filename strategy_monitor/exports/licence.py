"""Under which terms the data may be used again: what the authority decided, or, plainly, that it has not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """`name` is empty as long as nothing was decided; `url` may be."""

    name: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for an address without a name, or one that no reader should be sent to."""
        if self.url and not self.name:
            raise ValueError("une licence a un nom avant d’avoir une adresse")
        if self.url and not self.url.startswith(("https://", "http://")):
            raise ValueError(f"« {self.url} » n’est pas une adresse web")

    @property
    def decided(self) -> bool:
        return bool(self.name)

    @property
    def sentence(self) -> str:
        """For a reader: the terms, or that there are none yet and whom to ask."""
        if self.decided:
            return f"Les données se réutilisent sous la licence « {self.name} »."
        return (
            "L’autorité n’a pas encore précisé la licence des données : avant de les reprendre au-delà de la "
            "citation, lui demander à quelles conditions."
        )


UNDECIDED = Licence()
