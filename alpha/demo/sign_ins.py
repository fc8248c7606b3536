"""The sign-ins of the demonstration school, and the context that shows them on the sign-in page."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from alpha.accounts.models import Role, School

SCHOOL_CODE, SCHOOL_NAME = "demo", "Maple Grove School"
# Known to everybody, by design: the command that builds the school refuses to run where it could do harm.
PASSWORD = "maple-grove-5"


@dataclass(frozen=True, slots=True)
class SignIn:
    """`title` is what the person is here; `role` is a value of Role."""

    title: str
    role: str
    name: str
    username: str
    password: str = PASSWORD


TEACHER = SignIn("Teacher", Role.TEACHER, "Elena Rivera", "demo.teacher")
CO_TEACHER = SignIn("Co-teacher", Role.TEACHER, "Marcus Bell", "demo.coteacher")
AIDE = SignIn("Classroom aide", Role.TEACHER, "Priya Nair", "demo.aide")
LEADER = SignIn("School leader", Role.LEADER, "Ingrid Halvorsen", "demo.leader")
ADMINISTRATOR = SignIn("Administrator", Role.ADMINISTRATOR, "Samuel Tran", "demo.administrator")
STUDENT = SignIn("Student", Role.STUDENT, "Student 3", "demo.student3")
GUARDIAN = SignIn("Parent", Role.GUARDIAN, "Amina Yusuf", "demo.parent")

SIGN_INS = [TEACHER, CO_TEACHER, AIDE, LEADER, ADMINISTRATOR, STUDENT, GUARDIAN]


def demo_sign_ins(request: HttpRequest) -> dict[str, object]:
    """Context processor: `demo_sign_ins`, in demo mode only; empty until the school is there."""
    if not settings.DEMO:
        return {}
    return {"demo_sign_ins": SimpleLazyObject(shown_sign_ins)}


def shown_sign_ins() -> list[SignIn]:
    is_there = School.objects.filter(code=SCHOOL_CODE, name=SCHOOL_NAME).exists()
    return SIGN_INS if is_there else []
