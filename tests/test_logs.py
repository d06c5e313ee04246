"""What is written in the logs, and what never is."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import ResolverMatch

from strategy_monitor.web import logs

Lines = Callable[[], list[dict]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The lines that production would write, read back from JSON."""
    sink = io.StringIO()
    configuration = logs.configuration(as_json=True, level="DEBUG")
    formatter = configuration["formatters"]["line"]
    handler = logging.StreamHandler(sink)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
        )
    )
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in sink.getvalue().splitlines()]
    root.removeHandler(handler)
    root.setLevel(level)


def of_requests(lines: Lines) -> list[dict]:
    return [line for line in lines() if line["event"] == "request"]


def test_a_request_is_one_line_with_its_measure(client: Client, db: None, lines: Lines):
    client.get("/nulle-part")
    (line,) = of_requests(lines)
    assert (line["method"], line["path"], line["status"], line["level"]) == (
        "GET",
        "/nulle-part",
        404,
        "info",
    )
    assert line["duration_ms"] >= 0
    assert len(line["request_id"]) == 32
    assert line["timestamp"].endswith("Z")


def test_what_a_reader_looks_for_and_who_they_are_is_not_kept(client: Client, db: None, lines: Lines):
    client.get(
        "/nulle-part?q=Jeanne+Dupont",
        headers={
            "User-Agent": "Navigateur/1",
            "Cookie": "sessionid=biscuit",
            "X-Forwarded-For": "203.0.113.9",
        },
        REMOTE_ADDR="198.51.100.7",
    )
    text = json.dumps(lines())
    for secret in ("Dupont", "Navigateur", "biscuit", "203.0.113.9", "198.51.100.7"):
        assert secret not in text


def test_what_gunicorn_says_of_a_crash_has_no_query(lines: Lines):
    logging.getLogger("gunicorn.error").error("Error handling request %s %s", "GET", "/recherche?q=Dupont")
    (line,) = lines()
    assert line["event"] == "Error handling request GET /recherche?…"


def test_the_identifier_of_the_proxy_is_kept_if_it_looks_like_one(client: Client, db: None, lines: Lines):
    client.get("/a", headers={"X-Request-ID": "0123456789abcdef"})
    client.get("/b", headers={"X-Request-ID": "<script>alert(1)</script>"})
    good, forged = of_requests(lines)
    assert good["request_id"] == "0123456789abcdef"
    assert "script" not in forged["request_id"]


def test_every_line_logged_for_a_request_carries_its_identifier(rf: RequestFactory, lines: Lines):
    def view(request: HttpRequest) -> HttpResponse:
        logging.getLogger("axes").warning("vieux %s", "style")
        structlog.get_logger("indicators").info("nouveau_style", relevés=3)
        return HttpResponse()

    logs.RequestLog(view)(rf.get("/x"))
    classic, structured, request = lines()
    assert classic["event"] == "vieux style"
    assert structured["relevés"] == 3
    assert classic["request_id"] == structured["request_id"] == request["request_id"]


def test_a_failure_is_an_error_and_tells_its_identifier(rf: RequestFactory, lines: Lines):
    answer = logs.RequestLog(lambda request: HttpResponse(status=500))(rf.get("/x"))
    (line,) = lines()
    assert line["level"] == "error"
    assert answer["X-Request-ID"] == line["request_id"]


@pytest.mark.parametrize("status", [500, 503])
def test_an_answer_that_is_a_failure_is_one_line(
    status: int, client: Client, db: None, lines: Lines, monkeypatch: pytest.MonkeyPatch
):
    """Django would write another one, without the identifier, after the request is done."""

    def fail(*_arguments: object) -> HttpResponse:
        return HttpResponse(status=status)

    monkeypatch.setattr("strategy_monitor.accounts.sessions.HeldSessions.__call__", fail)
    client.get("/nulle-part")
    assert [line["event"] for line in lines() if line["level"] == "error"] == ["request"]


def test_an_answer_that_a_cache_may_keep_has_no_identifier(rf: RequestFactory, lines: Lines):
    answer = logs.RequestLog(lambda request: HttpResponse())(rf.get("/x"))
    assert "X-Request-ID" not in answer


def test_a_secret_in_an_address_is_masked(rf: RequestFactory, lines: Lines):
    def view(request: HttpRequest) -> HttpResponse:
        request.resolver_match = ResolverMatch(view, (), {"uidb64": "MQ", "token": "c8-secret"})
        return HttpResponse()

    logs.RequestLog(view)(rf.get("/compte/mot-de-passe/MQ/c8-secret/"))
    (line,) = lines()
    assert line["path"] == "/compte/mot-de-passe/…/…/"


LINK = "/compte/invitation/MQ/c8-secret/"


@pytest.mark.parametrize("where", ["views.AcceptInvitation.dispatch", "sessions.HeldSessions.__call__"])
def test_a_secret_in_an_address_is_masked_in_what_is_said_of_a_failure(
    where: str, db: None, lines: Lines, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_arguments: object, **_named: object) -> HttpResponse:
        raise RuntimeError("panne")

    monkeypatch.setattr(f"strategy_monitor.accounts.{where}", fail)
    assert Client(raise_request_exception=False).get(LINK).status_code == 500
    failure, request = (line for line in lines() if line["level"] == "error")
    assert failure["request_id"] == request["request_id"]
    assert failure["event"].endswith("/compte/invitation/…/…/")
    assert "c8-secret" not in json.dumps(lines())


def test_a_secret_in_an_address_is_masked_in_what_is_said_of_a_form_that_is_refused(db: None, lines: Lines):
    assert Client(enforce_csrf_checks=True).post(LINK).status_code == 403
    assert "django.security.csrf" in {line["logger"] for line in lines()}
    assert "c8-secret" not in json.dumps(lines())


def test_a_monitor_that_asks_every_second_stays_below_the_noise(client: Client, published: None, lines: Lines):
    client.get("/healthz")
    assert {line["level"] for line in of_requests(lines)} == {"debug"}


def test_a_traceback_never_shows_the_values_of_variables(lines: Lines):
    password = "mot" + "-de-passe"
    try:
        raise ValueError(f"au sujet de {len(password)} signes")
    except ValueError:
        logging.getLogger("axes").exception("panne")
    (line,) = lines()
    assert "au sujet de 12 signes" in line["exception"]
    assert "mot-de-passe" not in json.dumps(line)


def test_development_reads_plain_lines(capsys: pytest.CaptureFixture[str]):
    formatter = logs.configuration(as_json=False, level="INFO")["formatters"]["line"]
    writer = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=formatter["foreign_pre_chain"], processors=formatter["processors"]
    )
    record = logging.makeLogRecord({"name": "axes", "levelno": logging.INFO, "levelname": "INFO", "msg": "Bonjour"})
    assert "Bonjour" in writer.format(record)
    assert not writer.format(record).startswith("{")
