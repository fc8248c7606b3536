"""The way in, error pages and health."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from alpha.accounts.models import Role

FIRST_PAGE = {
    Role.TEACHER: "analytics:classes",
    Role.LEADER: "analytics:classes",
    Role.ADMINISTRATOR: "admin:index",
    Role.STUDENT: "notifications:inbox",
    Role.GUARDIAN: "notifications:inbox",
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return redirect(FIRST_PAGE[Role(request.user.role)])  # type: ignore[union-attr]  # signed in


@login_not_required
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """503 with one word while the database is away or behind the code."""
    word = "ok"
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            word = "migrations"
    except DatabaseError:
        word = "database"
    status = 200 if word == "ok" else 503
    return HttpResponse(f"{word}\n", status=status, content_type="text/plain; charset=utf-8")
