"""Two questions that a machine asks: is the process alive (`/livez`), may it be sent visitors (`/readyz`).

Answered before sessions, cookies and host names are looked at: a probe comes without them, often by address, and a
database that is away must not take the first answer with it. Neither says more than one word.
"""

from collections.abc import Callable

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

Answer = Callable[[], HttpResponse]


def one_word(word: str, status: int) -> HttpResponse:
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8")


def live() -> HttpResponse:
    return one_word("ok", 200)


def ready() -> HttpResponse:
    """503 with one word while the database is away or behind the code."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error:
        return one_word("database", 503)
    return one_word("migrations", 503) if behind else one_word("ok", 200)


PROBES: dict[str, Answer] = {"/livez": live, "/readyz": ready}


class HealthMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = PROBES.get(request.path)
        if answer is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return answer()
