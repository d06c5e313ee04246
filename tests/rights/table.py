"""Who may do what, written down by hand: what the roles promise, not what the code grants."""

from __future__ import annotations

READER, CONTRIBUTOR, EDITOR = "Lecture", "Contribution", "Édition"
PUBLISHER, ADMINISTRATOR = "Publication", "Administration"
ROLES = (READER, CONTRIBUTOR, EDITOR, PUBLISHER, ADMINISTRATOR)

WITHOUT_ROLE = "staff"
"""Someone of the staff to whom nobody has given a role yet."""
ANYONE = ("anonymous", "outsider", WITHOUT_ROLE, *ROLES)
"""Someone without an account, someone with one who is not of the staff, staff without a role, and the roles."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READING = ("GET", "HEAD")

API_READING = (*READING, "OPTIONS")
"""A browser asks with OPTIONS before it lets a page of another site read."""

API_PAGES = ("docs", "resource", "shapes", "problem")
"""Below the API, what is a page of this site."""

API_NOTHING = ("nothing",)
"""Whatever else is asked below the API: it can be asked, and there is nothing."""

DESK_WRITES: dict[str, tuple[str, ...]] = {
    "desk-publish": (PUBLISHER, ADMINISTRATOR),
    "desk-withdraw": (PUBLISHER, ADMINISTRATOR),
    "desk-prepare": (PUBLISHER, ADMINISTRATOR),
    "desk-resume": (PUBLISHER, ADMINISTRATOR),
    "desk-checklist": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-edition": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-erratum": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-correction": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-carry-over": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-check": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-finding": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-reminder": (PUBLISHER, ADMINISTRATOR),
    "desk-reminders": (PUBLISHER, ADMINISTRATOR),
    "desk-import": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-import-preview": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-import-undo": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-thread": ROLES,
    "desk-texts": (PUBLISHER, ADMINISTRATOR),
    "desk-step": (CONTRIBUTOR, EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-my-figures": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-my-figures-keep": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-my-mail": ROLES,
    "desk-my-sessions": ROLES,
    "desk-mail": (PUBLISHER, ADMINISTRATOR),
    "desk-former": ROLES,
}
"""Pages of the desk that receive something → who may send it."""

DESK_READS: dict[str, tuple[str, ...]] = {
    "desk-withdraw": (PUBLISHER, ADMINISTRATOR),
    "desk-import": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-import-undo": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-prepare": ROLES,
    "desk-resume": ROLES,
    "desk-checklist": ROLES,
    "desk-edition": ROLES,
    "desk-erratum": ROLES,
    "desk-correction": (EDITOR, PUBLISHER, ADMINISTRATOR),
    "desk-carry-over": ROLES,
    "desk-my-figures": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-my-figures-keep": (CONTRIBUTOR, EDITOR, ADMINISTRATOR),
    "desk-reminder": ROLES,
    "desk-reminders": ROLES,
    "desk-mail": (PUBLISHER, ADMINISTRATOR),
    "desk-job": (PUBLISHER, ADMINISTRATOR),
}
"""Pages of the desk that not all staff may open."""

ACCOUNT_READS = ("account-asked", "account-directory", "account-returned")
ACCOUNT_SENT = ("account-ended", "account-challenge", "account-enter")
"""What the directory sends, or a page of ours, and nobody opens."""
ACCOUNT_LEADS = ("account-code", "account-second-factor", "account-passkey")
"""Which lead to the page of the sign-in who has not typed a password there, or has no second factor to show."""
ACCOUNT_WRITES = ("account-forgotten", "account-password", "account-invitation", "account-session")
"""Pages by which a person comes to a password, and what says how long a session lasts: anybody opens them, and those
that take something receive it; what a link
lets do is asked of the link (`tests/accounts/test_links.py`)."""

STRATEGY = ("axes.strategy", "axes.acronym", "indicators.provider", "indicators.scalestep")
OF_AN_AXIS = (
    *("axes.priorityaction", "axes.measure", "axes.reference", "axes.citation", "axes.footnote"),
    *("axes.contenttable", "axes.contentrow", "indicators.indicator", "indicators.series", "indicators.editorialnote"),
)
CAMPAIGNS = ("campaigns.campaign", "campaigns.demand")
ACCOUNTS = ("auth.user",)
NEVER_WRITTEN = ("releases.release", "indicators.finding")
NEVER_DELETED = ("auth.user", "releases.release", "indicators.finding")


def may(role: str, action: str, label: str) -> bool:
    """Whether this role may take this action of the administration on a thing of this kind, where it works."""
    if (label in NEVER_DELETED and action == "delete") or (label in NEVER_WRITTEN and action in {"add", "change"}):
        return False
    if role == ADMINISTRATOR:
        return True
    if label in ACCOUNTS:
        return False
    if action == "view":
        return True
    written = {
        READER: (),
        CONTRIBUTOR: ("indicators.observation",) if action in {"add", "change"} else (),
        EDITOR: (*OF_AN_AXIS, "indicators.observation", *(("axes.axis",) if action == "change" else ())),
        PUBLISHER: CAMPAIGNS if action in {"add", "change"} else (),
    }
    return label in written[role]
