"""Who works and learns at the demonstration school."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from django.contrib.auth.hashers import make_password

from alpha.accounts.models import Role, School, User
from alpha.demo.names import guardian_given_name, student_names
from alpha.demo.sign_ins import GUARDIAN, PASSWORD, SIGN_INS, STUDENT
from alpha.learning.models import Guardianship, Student
from alpha.learning.services.roster import create_student, create_user, link_guardian

# Teachers without a line on the sign-in page: username, given name, family name.
COLLEAGUES = [
    ("demo.okonkwo", "Thomas", "Okonkwo"),
    ("demo.sato", "Hana", "Sato"),
    ("demo.castillo", "Ruth", "Castillo"),
]
MAIL_DOMAIN = "maple-grove.example"
LANGUAGES = ["en", "en", "en", "en", "en", "es", "es", "vi", "ar", "so"]
RELATIONSHIPS = ["mother", "father", "mother", "father", "grandparent", "guardian"]


@dataclass
class People:
    """Makes people of one school; the one password is hashed once for all of them."""

    school: School
    rng: Random
    encoded_password: str = field(default_factory=lambda: make_password(PASSWORD))
    staff: dict[str, User] = field(default_factory=dict)
    names: Iterator[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.names = student_names(self.rng)

    def hire(self) -> None:
        """Make everybody who works here; `staff` finds them by username."""
        for sign_in in SIGN_INS:
            if sign_in.role not in {Role.STUDENT, Role.GUARDIAN}:
                self._make_staff(sign_in.username, *sign_in.name.split(" "), role=sign_in.role)
        for username, given_name, family_name in COLLEAGUES:
            self._make_staff(username, given_name, family_name, role=Role.TEACHER)

    def _make_staff(self, username: str, given_name: str, family_name: str, *, role: str) -> None:
        self.staff[username] = create_user(
            self.school,
            role=role,
            username=username,
            first_name=given_name,
            last_name=family_name,
            email=f"{username.removeprefix('demo.')}@{MAIL_DOMAIN}",
            encoded_password=self.encoded_password,
        )

    def make_story_student(self, name: str) -> Student:
        is_shown = name == STUDENT.name
        return create_student(
            self.school,
            name=name,
            username=STUDENT.username if is_shown else f"demo.{name.lower().replace(' ', '')}",
            grade="5",
            encoded_password=self.encoded_password,
        )

    def make_shown_guardian(self, student: Student) -> None:
        """The guardian of the sign-in page."""
        given_name, family_name = GUARDIAN.name.split(" ")
        user = create_user(
            self.school,
            role=Role.GUARDIAN,
            username=GUARDIAN.username,
            first_name=given_name,
            last_name=family_name,
            email=f"parent@{MAIL_DOMAIN}",
            encoded_password=self.encoded_password,
        )
        link_guardian(
            student,
            name=GUARDIAN.name,
            email=user.email,
            phone="+1 555 0100",
            relationship="mother",
            user=user,
        )

    def make_student(self, grade: str) -> Student:
        given_name, family_name = next(self.names)
        student = create_student(
            self.school,
            name=f"{given_name} {family_name}",
            given_name=given_name,
            family_name=family_name,
            username=f"demo.{given_name}.{family_name}".lower(),
            grade=grade,
            language=self.rng.choice(LANGUAGES),
            encoded_password=self.encoded_password,
        )
        for _ in range(self.rng.choice([0, 1, 1, 1, 1, 1, 2, 2])):
            self._make_guardian(student)
        return student

    def _make_guardian(self, student: Student) -> None:
        rng = self.rng
        given_name = guardian_given_name(rng)
        status = rng.choices(list(Guardianship.Status), weights=[6, 90, 4])[0]
        has_mail = rng.random() < 0.75
        number = rng.randrange(1000, 10000)
        mail = f"{given_name}.{student.family_name}.{number}@families.example".lower()
        link_guardian(
            student,
            name=f"{given_name} {student.family_name}",
            email=mail if has_mail else "",
            phone=f"+1 555 {number}" if rng.random() < 0.8 else "",
            relationship=rng.choice(RELATIONSHIPS),
            language=student.language,
            status=status,
            may_be_contacted=rng.random() < 0.95,
        )
