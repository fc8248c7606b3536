"""Who may see which alerts."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from analytics.access import alerts_visible_to, find_alert, find_alert_to_change
from tests.factories import AlertFactory, ClassroomFactory, StudentFactory

pytestmark = pytest.mark.django_db

SEES = {"TE", "CO", "AIDE", "LE"}
EVERYBODY = ["TE", "CO", "AIDE", "LE", "AD", "TO", "TX", "ST", "ST2", "GU", "GU2"]


@pytest.fixture
def about_student(people, classroom):
    return AlertFactory(student=people.ST.student, classroom=classroom)


@pytest.fixture
def about_class(people, classroom):
    return AlertFactory(student=None, classroom=classroom, kind="class_gap")


@pytest.mark.parametrize("who", EVERYBODY)
def test_alerts_are_seen_by_who_may_read_the_report(people, about_student, about_class, who):
    seen = set(alerts_visible_to(getattr(people, who)))

    assert seen == ({about_student, about_class} if who in SEES else set())


@pytest.mark.parametrize("who", EVERYBODY)
def test_an_alert_is_found_refused_or_unknown(people, about_student, about_class, who):
    refusal = None if who in SEES else PermissionDenied if who == "AD" else Http404
    for alert in (about_student, about_class):
        if refusal is None:
            assert find_alert(getattr(people, who), alert.pk) == alert
        else:
            with pytest.raises(refusal):
                find_alert(getattr(people, who), alert.pk)


def test_a_teacher_sees_every_alert_about_her_students_and_no_others(people, school):
    elsewhere = ClassroomFactory(school=school)
    hers = AlertFactory(student=people.ST.student, classroom=elsewhere)
    AlertFactory(student=StudentFactory(school=school), classroom=elsewhere)
    AlertFactory(student=None, classroom=elsewhere, kind="class_gap")

    assert set(alerts_visible_to(people.TE)) == {hers}
    assert alerts_visible_to(people.LE).count() == 3


def test_an_unknown_id_is_not_found(people):
    with pytest.raises(Http404):
        find_alert(people.TE, 999_999)


def test_an_aide_reads_and_does_not_act(people, about_student, about_class):
    for alert in (about_student, about_class):
        assert find_alert_to_change(people.CO, alert.pk) == alert
        with pytest.raises(PermissionDenied):
            find_alert_to_change(people.AIDE, alert.pk)
