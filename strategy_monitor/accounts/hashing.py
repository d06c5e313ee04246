"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """As OWASP asks: 19 MiB, twice, one lane. A password that was kept otherwise is kept so from its next use on."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
