"""What two processes tell each other through a pipe: frames, each of a kind, whole or not there."""

from __future__ import annotations

import struct
from typing import BinaryIO, Literal

HEAD = struct.Struct(">cQ")
"""Its kind, and how many bytes follow."""

FrameKind = Literal[b"s", b"t", b"l", b"w", b"e"]
"""Settings, a task; a line of the log; what was written, or why nothing was."""


class Broken(Exception):
    """The other end is gone."""


def send(pipe: BinaryIO, kind: FrameKind, content: bytes) -> None:
    pipe.write(HEAD.pack(kind, len(content)))
    pipe.write(content)
    pipe.flush()


def receive(pipe: BinaryIO) -> tuple[bytes, bytes]:
    """Kind and content of the next one. Raises Broken where it does not come whole."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        raise Broken
    kind, length = HEAD.unpack(head)
    content = pipe.read(length)
    if len(content) < length:
        raise Broken
    return kind, content
