"""Classes that look like copies of each other: the same problems, results and milliseconds."""

from alpha.learning.imports.staging import Staging

# By chance two classes share a handful; a copy shares most of what the smaller one has.
FEWEST_SHARED = 20
LEAST_SHARE = 0.6


def clone_warnings(staging: Staging) -> list[str]:
    staging.index_fingerprints()
    found = staging.pairs(
        "WITH sizes AS (SELECT class, count(*) AS size FROM marks GROUP BY class) "
        "SELECT a.class, b.class, count(*), min(one.size, two.size) "
        "FROM marks a JOIN marks b ON a.fingerprint = b.fingerprint AND a.class < b.class "
        "JOIN sizes one ON one.class = a.class JOIN sizes two ON two.class = b.class "
        "GROUP BY a.class, b.class ORDER BY a.class, b.class"
    )
    teachers = dict(staging.teaching())
    return [
        f"Class {_with_teacher(one, teachers)} and class {_with_teacher(two, teachers)} look like "
        f"copies: {shared:,} of {size:,} answers have the same problem, result and milliseconds. "
        "Both are imported."
        for one, two, shared, size in found
        if shared >= FEWEST_SHARED and shared / size >= LEAST_SHARE
    ]


def _with_teacher(classroom: str, teachers: dict[str, str]) -> str:
    teacher = teachers.get(classroom)
    return f"{classroom} (teacher {teacher})" if teacher else classroom
