"""Where a server of a test listens."""

from __future__ import annotations

import random
import socket

BELOW_CONNECTIONS = range(20_000, 32_000)
"""Ports that Linux gives to no connection of its own accord."""


def free_port() -> int:
    """A port on which nobody listens, for a server that starts in a moment. A port that the system draws may be that of
    a connection by then: above all of one that asks whether the server is there, and reaches itself."""
    for port in random.SystemRandom().sample(BELOW_CONNECTIONS, 100):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)):
                return port
    raise RuntimeError("no port is free")
