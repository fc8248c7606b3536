"""The file's people, classes and skills, found in the school or made.

With `is_dry` nothing is made: what is missing is only counted.
"""

from collections.abc import Iterable
from itertools import count
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.text import slugify

from alpha.accounts.models import Role, School, User
from alpha.learning.imports.refusals import ImportRefusedError
from alpha.learning.imports.rows import OWN_SOURCE, Format
from alpha.learning.imports.staging import StagedAssignment, StagedStudent, Staging
from alpha.learning.imports.summary import ImportSummary
from alpha.learning.models import (
    Assignment,
    Classroom,
    ClassroomTeacher,
    Enrollment,
    Skill,
    Student,
)
from alpha.learning.models.roster import current_on
from alpha.learning.services.roster import (
    NewStudent,
    add_teacher,
    create_classroom,
    create_students,
    create_user,
    enroll_students,
    free_username,
)

Row = TypeVar("Row", bound=Model)


class Directory:
    """Ids of the file → rows of the school. In a dry run the school may be one that is not saved."""

    def __init__(
        self, school: School, format_: Format, summary: ImportSummary, *, is_dry: bool
    ) -> None:
        self.school = school
        self.source = format_.source
        self.summary = summary
        self.is_dry = is_dry
        self.classrooms: dict[str, Classroom] = {}
        self.skills: dict[str, int] = {}
        self.assignments: dict[str, int] = {}

    def prepare(self, staging: Staging, *, teacher_username: str = "") -> None:
        """Find or make everything but students."""
        teachers = self._find_teachers(staging.teachers())
        self._find_classrooms(staging.classes())
        for class_id, teacher_id in staging.teaching():
            if not self.is_dry:
                add_teacher(self.classrooms[class_id], teachers[teacher_id])
        self._find_skills(staging.skills())
        self._find_assignments(staging.assignments())
        taught = {class_id for class_id, _ in staging.teaching()}
        untaught = [class_id for class_id, _, _ in staging.classes() if class_id not in taught]
        self._give_teacher(teacher_username, untaught)

    def admit(
        self, batch: list[StagedStudent], memberships: Iterable[tuple[str, str]]
    ) -> dict[str, int]:
        """Ids of a batch's students by their ids in the file, each enrolled in her classes."""
        students = {
            student.external_id: student
            for student in self._own(Student).filter(external_id__in=[one.id for one in batch])
        }
        new = [one for one in batch if one.id not in students]
        self.summary.count("students", new=len(new), known=len(students))
        if not self.is_dry:
            made = create_students(self.school, [self._new_student(one) for one in new])
            students |= {student.external_id: student for student in made}
        self._enroll(students, list(memberships))
        return {external_id: student.pk for external_id, student in students.items()}

    def _own(self, model: type[Row]) -> QuerySet[Row]:
        return model._default_manager.filter(school_id=self.school.pk, source=self.source)

    def _new_student(self, staged: StagedStudent) -> NewStudent:
        return NewStudent(
            name=staged.name or f"Student {staged.id}",
            source=self.source,
            external_id=staged.id,
            source_note=staged.school and f"School {staged.school} in the file",
        )

    def _enroll(self, students: dict[str, Student], memberships: list[tuple[str, str]]) -> None:
        # Also a membership that ended: the office ended it, an old file does not open it again.
        known = set(
            Enrollment.objects.filter(student__in=students.values()).values_list(
                "student__external_id", "classroom__external_id"
            )
        )
        new = [pair for pair in memberships if pair not in known]
        self.summary.count("enrollments", new=len(new), known=len(memberships) - len(new))
        if not self.is_dry:
            enroll_students(
                (students[student_id], self.classrooms[class_id]) for student_id, class_id in new
            )

    def _find_teachers(self, staged: list[tuple[str, str]]) -> dict[str, User]:
        teachers = {teacher.external_id: teacher for teacher in self._own(User)}
        if self.source == OWN_SOURCE:
            teachers |= self._teachers_by_name()
        found = {}
        for teacher_id, name in staged:
            teacher = teachers.get(teacher_id) or teachers.get(teacher_id.casefold())
            self.summary.count("teachers", new=teacher is None, known=teacher is not None)
            if teacher is None and not self.is_dry:
                first_name, _, last_name = name.rpartition(" ")
                teacher = create_user(
                    self.school,
                    role=Role.TEACHER,
                    username=free_username(name),
                    first_name=first_name,
                    last_name=last_name,
                    source=self.source,
                    external_id=teacher_id,
                )
            if teacher is not None:
                found[teacher_id] = teacher
        return found

    def _teachers_by_name(self) -> dict[str, User]:
        teachers = list(
            User.objects.filter(school_id=self.school.pk, school__isnull=False, role=Role.TEACHER)
        )
        by_email = {teacher.email.casefold(): teacher for teacher in teachers if teacher.email}
        return by_email | {teacher.username.casefold(): teacher for teacher in teachers}

    def _find_classrooms(self, staged: list[tuple[str, str, str]]) -> None:
        self.classrooms = {classroom.external_id: classroom for classroom in self._own(Classroom)}
        for class_id, name, schools in staged:
            is_known = class_id in self.classrooms
            self.summary.count("classes", new=not is_known, known=is_known)
            if not is_known and not self.is_dry:
                self.classrooms[class_id] = create_classroom(
                    self.school,
                    name=name,
                    source=self.source,
                    external_id=class_id,
                    source_note=(schools and f"School {schools} in the file")[:200],
                )

    def _find_skills(self, staged: list[tuple[str, str]]) -> None:
        """Skills are found by name: one skill of the school, whichever file speaks of it."""
        existing = list(Skill.objects.filter(school_id=self.school.pk))
        by_name = {skill.name.casefold(): skill.pk for skill in existing}
        codes = {skill.code for skill in existing}
        used = {skill.external_id for skill in existing if skill.source == self.source}
        for name, skill_id in staged:
            known = by_name.get(name.casefold())
            self.summary.count("skills", new=known is None, known=known is not None)
            if known is None and not self.is_dry:
                external_id = "" if skill_id in used else skill_id
                skill = Skill.objects.create(
                    school=self.school,
                    code=_free_code(name, codes),
                    name=name,
                    source=self.source,
                    external_id=external_id,
                )
                codes.add(skill.code)
                used.add(external_id)
                known = by_name[name.casefold()] = skill.pk
            if known is not None:
                self.skills[name] = known

    def _find_assignments(self, staged: Iterable[StagedAssignment]) -> None:
        known = dict(self._own(Assignment).values_list("external_id", "pk"))
        for one in staged:
            self.summary.count("assignments", new=one.id not in known, known=one.id in known)
            self.summary.remarks["no_due_date"] += one.work.due_at is None
            if one.id not in known and not self.is_dry:
                assignment = Assignment(
                    school=self.school,
                    classroom=self.classrooms[one.class_id],
                    title=one.work.title,
                    question_count=one.question_count,
                    released_at=one.work.released_at,
                    due_at=one.work.due_at,
                    source=self.source,
                    external_id=one.id,
                )
                assignment.created_at = one.work.assigned_at or assignment.created_at
                assignment.save()
                assignment.skills.add(self.skills[one.skill])
                known[one.id] = assignment.pk
        self.assignments = known

    def _give_teacher(self, username: str, untaught: list[str]) -> None:
        """Make somebody the teacher of the classes that have none, or say that they have none."""
        classrooms = [self.classrooms[key] for key in untaught if key in self.classrooms]
        teaching = ClassroomTeacher.objects.filter(
            current_on(self.school.today()), classroom__in=classrooms
        )
        with_teacher = set(teaching.values_list("classroom__external_id", flat=True))
        without = [class_id for class_id in untaught if class_id not in with_teacher]
        if not username:
            self.summary.remarks["without_teacher"] += len(without)
            return
        teacher = self._named_teacher(username)
        if not self.is_dry:
            for class_id in without:
                add_teacher(self.classrooms[class_id], teacher)

    def _named_teacher(self, username: str) -> User:
        """The teacher asked for, made where nobody has the username (in a dry run not saved)."""
        user = User.objects.filter(username__iexact=username).first()
        if user is not None:
            if user.role != Role.TEACHER or user.school_id != self.school.pk:
                raise ImportRefusedError(f"“{username}” is not a teacher of this school.")
            return user
        if self.is_dry:
            return User(username=username, role=Role.TEACHER)
        try:
            return create_user(self.school, role=Role.TEACHER, username=username)
        except ValidationError as error:
            reasons = " ".join(error.messages)
            raise ImportRefusedError(f"--teacher “{username}”: {reasons}") from error


def _free_code(name: str, taken: set[str]) -> str:
    stem = slugify(name)[:90] or "skill"
    codes = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
    return next(code for code in codes if code not in taken)
