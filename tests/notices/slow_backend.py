"""A mail server that takes its time: each message is a file of the folder that MAIL_FOLDER names."""

from __future__ import annotations

import os
import random
import time
import uuid
from collections import Counter
from email import message_from_bytes
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

FOLDER = "MAIL_FOLDER"
LONGEST = 0.04
"""Seconds that the server takes before it has a message, and again before it says so."""


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Any) -> int:
        for message in email_messages:
            time.sleep(random.uniform(0, LONGEST))
            written = Path(os.environ[FOLDER]) / f"{uuid.uuid4()}.part"
            written.write_bytes(message.message().as_bytes())
            written.rename(written.with_suffix(".eml"))
            time.sleep(random.uniform(0, LONGEST))
        return len(email_messages)


def received(folder: Path) -> Counter[str]:
    """Message-ID → how often the server got it."""
    return Counter(str(message_from_bytes(one.read_bytes())["Message-ID"]) for one in folder.glob("*.eml"))
