import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402  # settings come first
from django.core.exceptions import ImproperlyConfigured  # noqa: E402  # as above

from strategy_monitor.web import metrics, patience, sqlite_files  # noqa: E402
from strategy_monitor.web.call_stack import give_threads_room  # noqa: E402
from strategy_monitor.web.encodings import Utf8Request  # noqa: E402
from strategy_monitor.web.preloading import preload  # noqa: E402

if settings.DATABASE_OWNER:
    raise ImproperlyConfigured(
        "DATABASE_OWNER est donné à un processus qui sert le site : le réserver aux commandes qui migrent."
    )
if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    connecting = int(settings.DATABASES["default"]["OPTIONS"]["connect_timeout"])
    patience.limit_waits(connecting, settings.DATABASE_PATIENCE)
else:
    sqlite_files.hold_files()
    sqlite_files.keep_connections()
if settings.METRICS_FOLDER:
    metrics.start_counting(settings.METRICS_FOLDER)


class Handler(WSGIHandler):
    """As `get_wsgi_application` makes it, with requests of our own."""

    request_class = Utf8Request


application = Handler()
give_threads_room()
preload()
