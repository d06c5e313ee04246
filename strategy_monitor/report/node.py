"""What every part of the document has in common, and the public signal that any part can carry."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.fields import FieldInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticUndefined

from strategy_monitor.language.codes import NoteWord
from strategy_monitor.language.fields import PARTS
from strategy_monitor.report.vocabulary import DOUBTS, NoteKind, NoteStatus, Severity


class Node(BaseModel):
    """What every part of the tree has in common: it cannot be changed, and it refuses what it does not know.

    What a part and its fields are called and mean stands in `language.fields`, under the name of the part. It is put
    here as the title and description of each field, before pydantic collects them; so every schema carries it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        part = PARTS.get(cls.__name__)
        for name, field in part.fields.items() if part else ():
            default = cls.__dict__.get(name, PydanticUndefined)
            setattr(cls, name, FieldInfo(default=default, title=field.heading, description=field.meaning))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(core)
        if part := PARTS.get(cls.__name__):
            handler.resolve_ref_schema(found)["description"] = part.meaning
        return found


class Note(Node):
    """A public signal: what is printed, why it is doubtful, what was decided. Never a silent correction."""

    code: str
    kind: NoteKind
    severity: Severity
    status: NoteStatus
    printed: str
    reason: str
    summary: str = ""
    decision: str
    off_scale: bool = False
    section: str
    page: int | None = None

    @property
    def word(self) -> NoteWord:
        """What readers call it."""
        return NoteWord.of(self.severity, self.status)

    @property
    def unsettled(self) -> bool:
        """True while it waits for an answer, or tells an error of the report that nobody has settled."""
        return self.word != NoteWord.REMARK

    @property
    def doubts(self) -> bool:
        """True where it doubts the value itself, not its date, its wording or what is missing around it."""
        return self.severity != "information" and self.kind in DOUBTS
