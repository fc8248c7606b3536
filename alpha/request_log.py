"""Ids for requests and logs of one JSON line each, without names, bodies, query strings or secrets of people."""

import json
import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("alpha.requests")
request_id: ContextVar[str] = ContextVar("request_id", default="")

# Secrets that open something stand in addresses: of calendars, of links in mails. They are long, and words are not.
SECRET = re.compile(r"[A-Za-z0-9_-]{32,}")
# A proxy's id is taken over only when it cannot break a log line.
SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLogMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        token = request_id.set(given if SAFE_ID.fullmatch(given) else uuid.uuid4().hex)
        started = time.perf_counter()
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = request_id.get()
            if not request.path.startswith(("/static/", "/livez", "/readyz")):
                logger.info(
                    "request",
                    extra={
                        "method": request.method,
                        "path": request.path,
                        "status": response.status_code,
                        # Only where somebody has asked for it: an address that needs no sign-in reads no session.
                        "user_id": getattr(getattr(request, "_cached_user", None), "pk", None),
                        "milliseconds": round((time.perf_counter() - started) * 1000),
                    },
                )
            return response
        finally:
            request_id.reset(token)


class RequestIdFilter(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One line of JSON; JSON's own escapes keep a line break in a value from starting a forged line."""

    FIELDS = ("request_id", "method", "path", "status", "user_id", "milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        }
        for field in self.FIELDS:
            value = getattr(record, field, None)
            if field == "path" and value:
                value = without_secrets(value)
            if value not in (None, ""):
                line[field] = value
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def without_secrets(text: str) -> str:
    return SECRET.sub("…", text)
