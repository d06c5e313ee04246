"""What a site says of its database, by its own code: documents, accounts, pages. As JSON, from a process of its own.

DATABASE_URL=… python -m tests.operations.looked
"""

from __future__ import annotations

import json
import os
from hashlib import sha256

import django

from strategy_monitor.report.collector import look_less_often

PUBLIC = [
    *("/", "/axes/2/", "/indicateurs/", "/indicateurs/4.1-O2/", "/versions/", "/errata/", "/calendrier/", "/donnees/"),
    *("/donnees/chiffres.csv", "/recherche/?q=classe", "/api/", "/registre.json", "/healthz", "/readyz"),
]
STAFF = [
    *("/bureau/", "/bureau/copie/", "/bureau/valeurs/", "/bureau/alertes/", "/bureau/historique/", "/bureau/editions/"),
    *("/bureau/mes-chiffres/", "/bureau/importer-exporter/", "/bureau/campagnes/2025/", "/bureau/textes/"),
    *("/bureau/publier/", "/admin/"),
]


def main() -> None:
    from django.contrib.auth import get_user_model
    from django.test import Client

    from strategy_monitor.releases.models import Release

    admin = get_user_model().objects.get(username="demo")
    same = admin.check_password("une phrase d’avant")  # its hash is written anew, which ends sessions
    reader, staff = Client(), Client()
    staff.force_login(admin)
    releases = list(Release.objects.select_related("edition", "withdrawal").order_by("pk"))
    print(
        json.dumps({
            "documents": {str(one): sha256(one.document.encode()).hexdigest() for one in releases},
            "hashes": {str(one): one.sha256 for one in releases},
            "password": same,
            "permanent": {
                str(one): reader.get(f"/versions/{one.edition.label}/{one.number}/axes/2/").status_code
                for one in releases
            },
            "pages": {path: reader.get(path).status_code for path in PUBLIC}
            | {path: staff.get(path).status_code for path in STAFF},
        })
    )  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strategy_monitor.settings")
    look_less_often()
    django.setup()
    main()
