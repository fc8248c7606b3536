"""Where every read starts: which students and classes somebody may see, and what she may do with them.

Outside one's scope a thing does not exist (404, whatever its id); visible but not allowed is 403. Students and
guardians get 404 on every staff page: that a report about somebody exists is itself a record.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from alpha.accounts.models import Role, School, User
from alpha.learning.models import (
    AssignedWork,
    Classroom,
    ClassroomTeacher,
    Enrollment,
    Guardianship,
    Skill,
    Student,
)
from alpha.learning.models.roster import current_on

STAFF_ROLES = frozenset({Role.TEACHER, Role.LEADER, Role.ADMINISTRATOR})
REPORT_ROLES = frozenset({Role.TEACHER, Role.LEADER})


def classrooms_visible_to(user: User) -> QuerySet[Classroom]:
    """Classes a teacher teaches today (aides too), or all of the school for leaders and administrators."""
    if user.school is None or not user.is_active:
        return Classroom.objects.none()
    own_school = Classroom.objects.filter(school=user.school)
    match user.role:
        case Role.LEADER | Role.ADMINISTRATOR:
            return own_school
        case Role.TEACHER:
            teaching = ClassroomTeacher.objects.filter(
                current_on(user.school.today()), classroom=OuterRef("pk"), teacher=user
            )
            return own_school.filter(Exists(teaching))
    return Classroom.objects.none()


def students_visible_to(user: User) -> QuerySet[Student]:
    """Students enrolled today in a class the user may see; a student herself; a guardian's children."""
    if user.school is None or not user.is_active:
        return Student.objects.none()
    own_school = Student.objects.filter(school=user.school, is_active=True)
    match user.role:
        case Role.LEADER | Role.ADMINISTRATOR:
            return own_school
        case Role.TEACHER:
            return own_school.filter(
                Exists(
                    Enrollment.objects.filter(
                        current_on(user.school.today()),
                        student=OuterRef("pk"),
                        classroom__in=classrooms_visible_to(user),
                    )
                )
            )
        case Role.STUDENT:
            return own_school.filter(user=user)
        case Role.GUARDIAN:
            links = Guardianship.objects.filter(
                student=OuterRef("pk"),
                guardian__user=user,
                status=Guardianship.Status.ACTIVE,
            )
            return own_school.filter(Exists(links))
    return Student.objects.none()


def may_view_report(user: User) -> bool:
    """Whether the role looks at reports and messages at all; administrators manage rosters, not learning."""
    return user.role in REPORT_ROLES


def students_reportable_to(user: User) -> QuerySet[Student]:
    """Students whose staff report the user may read."""
    visible = students_visible_to(user)
    return visible if may_view_report(user) else visible.none()


def classrooms_reportable_to(user: User) -> QuerySet[Classroom]:
    visible = classrooms_visible_to(user)
    return visible if may_view_report(user) else visible.none()


def check_is_staff(user: User) -> None:
    """To students and guardians the tools of staff do not exist (Http404)."""
    if user.role not in STAFF_ROLES:
        raise Http404


def check_may_view_reports(user: User) -> None:
    """Guard of staff pages without an object in their address: Http404 for students and guardians,
    PermissionDenied for administrators.
    """
    check_is_staff(user)
    if not may_view_report(user):
        raise PermissionDenied


def check_leads_school(user: User) -> None:
    """Guard of pages about the whole school: Http404 for students and guardians, PermissionDenied for other staff."""
    if user.role not in STAFF_ROLES:
        raise Http404
    if user.role != Role.LEADER:
        raise PermissionDenied


def find_student(user: User, student_id: int) -> Student:
    """The student for a staff page.

    Raises Http404 outside the scope and PermissionDenied where she is visible but reports are not the user's to read.
    """
    return find_student_and_rights(user, student_id).student


def check_students(user: User, student_ids: Collection[int]) -> None:
    """That the staff pages of all these students are the user's to read, in one query; refusals as in `find_student`."""
    wanted = set(student_ids)
    check_is_staff(user)
    if students_visible_to(user).filter(pk__in=wanted).count() < len(wanted):
        raise Http404
    if not may_view_report(user):
        raise PermissionDenied


@dataclass(frozen=True, slots=True)
class StudentAndRights:
    """A student, whether the user `may_help` her, and the id of the class they share, if any."""

    student: Student
    may_help: bool
    shared_class_id: int | None


def find_student_and_rights(user: User, student_id: int) -> StudentAndRights:
    """The student as `find_student` finds her, with what a report asks of access, in one query."""
    helpable = students_helpable_by(user).filter(pk=OuterRef("pk"))
    shared = classrooms_shared_with(user, OuterRef(OuterRef("pk"))).values("pk")[:1]
    visible = students_visible_to(user).select_related("user", "school")
    student = (
        visible.annotate(helpable=Exists(helpable), shared_class_id=Subquery(shared))
        .filter(pk=student_id)
        .first()
    )
    if student is None or user.role not in STAFF_ROLES:
        raise Http404
    if not may_view_report(user):
        raise PermissionDenied
    return StudentAndRights(student, bool(student.helpable), student.shared_class_id)


def classrooms_shared_with(user: User, student: Student | OuterRef) -> QuerySet[Classroom]:
    """Classes the user may see and the student is enrolled in today; those in use first, then by id."""
    if user.school is None:
        return Classroom.objects.none()
    enrolled = Enrollment.objects.filter(
        current_on(user.school.today()), student=student, classroom=OuterRef("pk")
    )
    return classrooms_visible_to(user).filter(Exists(enrolled)).order_by("is_archived", "pk")


def find_classroom(user: User, classroom_id: int) -> Classroom:
    """The class for a staff page; refusals as in `find_student`."""
    visible = classrooms_visible_to(user).select_related("school")
    classroom = visible.filter(pk=classroom_id).first()
    if classroom is None:
        raise Http404
    if not may_view_report(user):
        raise PermissionDenied
    return classroom


def find_classroom_to_help(user: User, classroom_id: int) -> Classroom:
    """The class for acting on its students, whoever is enrolled in it today; an aide may not (PermissionDenied)."""
    classroom = find_classroom(user, classroom_id)
    if not classrooms_helpable_by(user).filter(pk=classroom.pk).exists():
        raise PermissionDenied
    return classroom


def find_classroom_to_export(user: User, classroom_id: int) -> Classroom:
    """The class for a file that leaves Alpha: only for who may take every student of it away.

    So an aide reads the report and takes nothing along (PermissionDenied).
    """
    classroom = find_classroom(user, classroom_id)
    if (
        enrolled_students(classroom)
        .exclude(pk__in=students_helpable_by(user).values("pk"))
        .exists()
    ):
        raise PermissionDenied
    return classroom


def find_student_to_export(user: User, student_id: int) -> Student:
    """The student for a file that leaves Alpha: those who may help her may take her numbers along."""
    return find_student_to_help(user, student_id)


def find_student_to_help(user: User, student_id: int) -> Student:
    """The student for an action; an aide may read but not act (PermissionDenied)."""
    student = find_student(user, student_id)
    if not may_help(user, student):
        raise PermissionDenied
    return student


def may_help(user: User, student: Student) -> bool:
    """Whether the user may message or meet this student: see `students_helpable_by`."""
    return students_helpable_by(user).filter(pk=student.pk).exists()


def students_helpable_by(user: User) -> QuerySet[Student]:
    """Students the user may act on.

    All of a leader's school; those of the classes in use that a teacher teaches as more than an aide.
    """
    if user.role != Role.TEACHER or user.school is None or not user.is_active:
        visible = students_visible_to(user)
        return visible if user.role == Role.LEADER else visible.none()
    # Whom a teacher may act on she may see; asking for both would read the same rows twice.
    enrolled = Enrollment.objects.filter(
        current_on(user.school.today()),
        student=OuterRef("pk"),
        classroom__in=_taught_by(user, user.school).values("classroom"),
    )
    return Student.objects.filter(Exists(enrolled), school=user.school, is_active=True)


def students_recordable_by(user: User) -> QuerySet[Student]:
    """Students whose practice the user may have recorded: those he may act on, and for the office the whole school."""
    if user.role == Role.ADMINISTRATOR:
        return students_visible_to(user)
    return students_helpable_by(user)


def check_may_record(user: User, student_ids: Iterable[int]) -> None:
    """Guard of practice that comes in for these students, two queries for any number.

    Raises Http404 where one of them is outside the scope, and for students and guardians; PermissionDenied where all are
    visible but one is not the user's to act on.
    """
    wanted = set(student_ids)
    check_is_staff(user)
    # No database holds a larger id, and not all take the question.
    asked = [student_id for student_id in wanted if 0 < student_id < 2**63]
    if students_visible_to(user).filter(pk__in=asked).count() < len(wanted):
        raise Http404
    if students_recordable_by(user).filter(pk__in=asked).count() < len(wanted):
        raise PermissionDenied


def classrooms_helpable_by(user: User) -> QuerySet[Classroom]:
    """Classes the user may act on as a whole; the same people as in `students_helpable_by`."""
    if user.role != Role.TEACHER or user.school is None or not user.is_active:
        visible = classrooms_visible_to(user)
        return visible if user.role == Role.LEADER else visible.none()
    return Classroom.objects.filter(pk__in=_taught_by(user, user.school).values("classroom"))


def _taught_by(user: User, school: School) -> QuerySet[ClassroomTeacher]:
    """What a teacher teaches today as more than an aide: classes in use of her school."""
    return ClassroomTeacher.objects.filter(
        current_on(school.today()),
        teacher=user,
        role=ClassroomTeacher.Role.TEACHER,
        classroom__school=school,
        classroom__is_archived=False,
    )


def helpable_ids(user: User, classroom: Classroom) -> set[int]:
    """Ids of the class's students the user may act on; one query for a whole table."""
    return set(
        students_helpable_by(user)
        .filter(pk__in=enrolled_students(classroom).order_by().values("pk"))
        .values_list("pk", flat=True)
    )


def enrolled_students(classroom: Classroom) -> QuerySet[Student]:
    """The population of a class: active students enrolled in it today."""
    enrolled = Enrollment.objects.filter(current_on(classroom.school.today()), classroom=classroom)
    # From the class to its students: the other way round would look at every student of the school.
    return Student.objects.filter(pk__in=enrolled.values("student"), is_active=True)


def find_enrolled(classroom: Classroom, student_id: int) -> Student:
    """A student of the class's population; Http404 for everybody else, also where the user may see her."""
    student = enrolled_students(classroom).select_related("school").filter(pk=student_id).first()
    if student is None:
        raise Http404
    return student


def find_skill(classroom: Classroom, skill_id: int) -> Skill:
    """A skill of the class's school; Http404 for any other."""
    skill = Skill.objects.filter(school=classroom.school_id, pk=skill_id).first()
    if skill is None:
        raise Http404
    return skill


def find_own_student(user: User) -> Student:
    """The student behind the pages of students; to everybody else they do not exist (Http404)."""
    student = None
    if user.role == Role.STUDENT:
        student = students_visible_to(user).select_related("school").first()
    if student is None:
        raise Http404
    return student


def released_works() -> QuerySet[AssignedWork]:
    """Work that has been given out; what is still being prepared is nobody's to do."""
    now = timezone.now()
    return AssignedWork.objects.filter(
        Q(assignment__released_at__isnull=True) | Q(assignment__released_at__lte=now)
    )


def find_work(user: User, work_id: int) -> AssignedWork:
    """A piece of work for its student, her family and the staff who may read her report.

    Raises Http404 outside the scope, and PermissionDenied for administrators. Staff see what is not released yet, too.
    """
    works = AssignedWork.objects.all() if user.role in STAFF_ROLES else released_works()
    in_scope = works.filter(student__in=students_visible_to(user), pk=work_id)
    work = in_scope.select_related("assignment", "student__school", "student__user").first()
    if work is None:
        raise Http404
    if user.role in STAFF_ROLES and not may_view_report(user):
        raise PermissionDenied
    return work
