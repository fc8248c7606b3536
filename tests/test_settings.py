"""What the environment makes of the settings, asked of a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from alpha.checks import front_end_libraries

ROOT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "SECRET_KEY": "a-long-random-value-for-this-test-only-0123456789-abcdefghij",
    "ALLOWED_HOSTS": "alpha.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
    "DJANGO_SETTINGS_MODULE": "alpha.settings",
}
ASK = "import json, sys; from django.conf import settings; print(json.dumps([getattr(settings, name, None) for name in sys.argv[1:]]))"


def run(*arguments, **environment):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def values(*names, **environment):
    result = run("-c", ASK, *names, **environment)
    assert result.returncode == 0, result.stderr
    return dict(zip(names, json.loads(result.stdout), strict=True))


def test_deployment_check_has_nothing_to_say():
    result = run(
        "-W",
        "error",
        "manage.py",
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **PRODUCTION,
    )

    assert (result.returncode, result.stderr) == (0, "")
    assert "no issues" in result.stdout


def test_production_is_closed_by_default():
    expected = {
        "DEBUG": False,
        "DEMO": False,
        "ALLOWED_HOSTS": ["alpha.example.org"],
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_AGE": 43_200,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_DOMAIN": None,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_PROXY_SSL_HEADER": None,
        "USE_X_FORWARDED_HOST": False,
        "SIGNED_COOKIE_LEGACY_SALT_FALLBACK": False,
        "EMAIL_TIMEOUT": 10,
    }

    assert values(*expected, **PRODUCTION) == expected


def test_header_of_the_proxy_is_believed_only_when_told_so():
    told = values(
        "SECURE_PROXY_SSL_HEADER",
        "ALLAUTH_TRUSTED_PROXY_COUNT",
        **PRODUCTION,
        TRUST_PROXY_HEADER="true",
    )

    assert told == {
        "SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"],
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
    }


def test_processes_can_share_the_count_of_failed_tries():
    shared = values("CACHES", **PRODUCTION, CACHE_URL="dbcache://alpha_cache")["CACHES"]

    assert shared["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert shared["default"]["LOCATION"] == "alpha_cache"


@pytest.mark.parametrize(
    "environment, site",
    [
        ({}, "https://alpha.example.org"),
        ({"ALLOWED_HOSTS": ".example.org"}, "https://example.org"),
        ({"SITE_URL": "https://school.example.org/"}, "https://school.example.org"),
        ({"DEMO": "true"}, "http://127.0.0.1:8000"),
        ({"DEMO": "true", "SITE_URL": "http://127.0.0.1:8114"}, "http://127.0.0.1:8114"),
    ],
)
def test_links_in_mails_begin_where_the_settings_say(environment, site):
    assert values("SITE_URL", **PRODUCTION | environment) == {"SITE_URL": site}


def test_mail_of_the_demonstration_becomes_files_unless_a_server_is_named():
    names = ("EMAIL_BACKEND", "EMAIL_FILE_PATH", "EMAIL_HOST")
    demo = PRODUCTION | {"DEMO": "true"}
    ask = "print(settings.EMAIL_BACKEND.split('.')[-2], str(settings.EMAIL_FILE_PATH)[-10:])"

    result = run("-c", f"from django.conf import settings; {ask}", **demo)

    assert result.stdout == "filebased /sent_mail\n"
    named = values(*names, **demo, EMAIL_URL="smtp://127.0.0.1:2525")
    assert (named["EMAIL_BACKEND"].split(".")[-2], named["EMAIL_HOST"]) == ("smtp", "127.0.0.1")


def test_queued_work_is_kept_in_the_database():
    assert values("TASKS", **PRODUCTION)["TASKS"] == {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }


def test_missing_secret_is_an_error_with_what_to_do():
    environment = {name: value for name, value in PRODUCTION.items() if name != "SECRET_KEY"}

    result = run("manage.py", "check", **environment)

    assert result.returncode != 0
    assert result.stderr.strip().endswith(
        f"{ImproperlyConfigured.__name__}: Set SECRET_KEY to a long random value"
        " (or DEBUG=true on a developer's machine)."
    )


def test_sqlite_waits_for_writers_instead_of_failing():
    [database] = values("DATABASES", **PRODUCTION).values()

    assert database["default"]["OPTIONS"] == {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }


def test_front_end_libraries_are_here():
    assert front_end_libraries(None) == []


def test_missing_front_end_libraries_are_named_with_what_to_run(settings, tmp_path):
    settings.NODE_MODULES = tmp_path

    [warning] = [found for found in run_checks() if found.id == "alpha.W001"]

    assert "bootstrap/dist/css/bootstrap.min.css" in warning.msg
    assert "npm ci --ignore-scripts" in warning.hint


@pytest.mark.parametrize("setting", ["CONTENT_SECURITY_POLICY"])
def test_policy_allows_nothing_unsafe(settings, setting):
    assert "unsafe" not in str(getattr(settings, setting))


def test_a_message_can_be_taken_back_for_ten_seconds_unless_told_otherwise():
    assert values("MESSAGE_UNDO_SECONDS", **PRODUCTION) == {"MESSAGE_UNDO_SECONDS": 10}
    told = values("MESSAGE_UNDO_SECONDS", **PRODUCTION, MESSAGE_UNDO_SECONDS="30")
    assert told == {"MESSAGE_UNDO_SECONDS": 30}
