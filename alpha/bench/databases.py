"""Each history has a database of its own, beside the one the settings name.

SQLite: files in its folder, kept for the rest of the day. PostgreSQL: databases of its server.
"""

from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connection

from alpha.bench.school import Plan, build_school, find_school, refresh_statistics


def prepare(plan: Plan) -> bool:
    """Fill the database of a plan and stay connected to it; says whether there was anything to do.

    A school of an earlier day has no practice up to today: its database is made anew.
    """
    use(plan)
    if _is_ready():
        return False
    connection.close()
    _make_empty(name_of(plan))
    call_command("migrate", verbosity=0)
    build_school(plan)
    refresh_statistics()
    return True


def use(plan: Plan) -> None:
    """Point the connection at the database of a plan."""
    connection.close()
    connection.settings_dict["NAME"] = name_of(plan)


def name_of(plan: Plan) -> str:
    name = f"bench_{plan.students}_{plan.days}"
    if connection.vendor == "postgresql":
        return name
    return str(Path(connection.settings_dict["NAME"]).with_name(f"{name}.sqlite3"))


def _is_ready() -> bool:
    try:
        school = find_school()
    except DatabaseError:  # no such database, or one without tables
        return False
    return school is not None and school.day_of(school.created_at) == school.today()


def _make_empty(name: str) -> None:
    if connection.vendor == "postgresql":
        with connection._nodb_cursor() as cursor:
            quoted = connection.ops.quote_name(name)
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")
            cursor.execute(f"CREATE DATABASE {quoted}")
        return
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{name}{suffix}").unlink(missing_ok=True)
