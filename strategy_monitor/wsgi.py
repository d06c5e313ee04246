import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402  # settings come first

from strategy_monitor.web.encodings import Utf8Request  # noqa: E402


class Handler(WSGIHandler):
    """As `get_wsgi_application` makes it, with requests of our own."""

    request_class = Utf8Request


application = Handler()

# All views now, and not at the first request of each process: made before them, they share this memory.
_ = get_resolver().url_patterns
