"""`manage.py send_mail` to a slow mail server, in a process of its own: for the database that DATABASE_URL names."""

from __future__ import annotations

import os

import django
from django.conf import settings


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    django.setup()
    settings.EMAIL_BACKEND = "tests.notices.slow_backend.EmailBackend"
    from django.core.management import call_command

    call_command("send_mail", verbosity=0)


if __name__ == "__main__":
    main()
