"""Which alerts somebody may see, and which she may act on: as she may see and help the student or the class."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from alpha.accounts.models import User
from alpha.learning.access import (
    STAFF_ROLES,
    classrooms_helpable_by,
    classrooms_reportable_to,
    classrooms_visible_to,
    may_view_report,
    students_helpable_by,
    students_reportable_to,
    students_visible_to,
)
from analytics.models import Alert
from analytics.models.alerts import AlertQuerySet


def alerts_visible_to(user: User) -> AlertQuerySet:
    """Alerts about students whose report the user may read now, and notes about such classes."""
    return Alert.objects.filter(
        Q(student__in=students_reportable_to(user))
        | Q(student=None, classroom__in=classrooms_reportable_to(user))
    )


def find_alert(user: User, alert_id: int) -> Alert:
    """The alert for a staff page.

    Raises Http404 outside the scope, for students and guardians too, and PermissionDenied for administrators.
    """
    if user.role not in STAFF_ROLES:
        raise Http404
    in_scope = Alert.objects.filter(
        Q(student__in=students_visible_to(user))
        | Q(student=None, classroom__in=classrooms_visible_to(user))
    )
    alert = in_scope.select_related("student", "classroom__school").filter(pk=alert_id).first()
    if alert is None:
        raise Http404
    if not may_view_report(user):
        raise PermissionDenied
    return alert


def find_alert_to_change(user: User, alert_id: int) -> Alert:
    """The alert for an action; PermissionDenied as well where the user may read but not help (aides)."""
    alert = find_alert(user, alert_id)
    check_may_change(user, alert)
    return alert


def check_may_change(user: User, alert: Alert) -> None:
    """Raise what `find_alert_to_change` raises. Whom she may help she may see: mostly one query."""
    if alert.student_id is None:
        may_change = classrooms_helpable_by(user).filter(pk=alert.classroom_id).exists()
    else:
        may_change = students_helpable_by(user).filter(pk=alert.student_id).exists()
    if not may_change:
        find_alert(user, alert.pk)
        raise PermissionDenied
