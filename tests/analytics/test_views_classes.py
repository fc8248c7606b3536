import re
from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.models import ReportView
from tests.factories import (
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    PracticeSessionFactory,
    SkillFactory,
    StudentFactory,
)

CLASSES = reverse("analytics:classes")
QUERIES_OF_LIST = 8
QUERIES_OF_REPORT = 11


def report_url(classroom, **query):
    return reverse("analytics:class_report", args=[classroom.pk], query=query or None)


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


def enroll_with_practice(classroom, name, *, correct=14, answered=20, days_ago=1):
    student = StudentFactory(school=classroom.school, name=name)
    EnrollmentFactory(classroom=classroom, student=student)
    PracticeSessionFactory(
        student=student,
        school_day=classroom.school.today() - timedelta(days=days_ago),
        questions_answered=answered,
        questions_correct=correct,
    )
    return student


def test_teacher_without_classes_reads_what_to_do(client, people):
    client.force_login(people.TO)
    assert "No classes yet" in client.get(CLASSES).text


def test_class_list_shows_each_class_with_its_numbers(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", correct=18, days_ago=1)
    enroll_with_practice(classroom, "Ben", correct=12, days_ago=10)
    EnrollmentFactory(classroom=classroom)
    page = " ".join(signed_in.get(CLASSES).text.split())
    assert "1 of 3" in page  # active in the last seven dates: Ada
    assert "75% <span" in page  # (90 % + 60 %) ÷ 2
    assert "2 students</span>" in page


def test_class_without_practice_has_no_data_rather_than_zero(signed_in, classroom):
    EnrollmentFactory(classroom=classroom)
    page = signed_in.get(CLASSES).text
    assert "no data" in page
    assert not re.search(r"\b0%", page)


@pytest.mark.parametrize("classes", [1, 3])
def test_class_list_asks_the_same_questions_for_one_class_and_three(
    signed_in, teacher, school, classroom, classes, django_assert_num_queries
):
    enroll_with_practice(classroom, "Ada")
    for number in range(classes - 1):
        more = ClassroomFactory(school=school, name=f"Class {number}")
        ClassroomTeacherFactory(classroom=more, teacher=teacher)
        enroll_with_practice(more, f"Student of {number}")
    with django_assert_num_queries(QUERIES_OF_LIST):
        signed_in.get(CLASSES)


def test_class_report_parts_students_with_and_without_practice(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", correct=18)
    quiet = StudentFactory(school=classroom.school, name="Quinn")
    EnrollmentFactory(classroom=classroom, student=quiet)
    response = signed_in.get(report_url(classroom))
    assert [row.student for row in response.context["rows"]] == ["Ada"]
    without = response.context["report"].table.without_data
    assert [row.student for row in without] == ["Quinn"]
    assert "View Performance Report" in response.text


def test_class_report_of_an_empty_class_says_so(signed_in, classroom):
    assert "Nobody is enrolled in this class today" in signed_in.get(report_url(classroom)).text


def test_students_are_sorted_as_the_address_says(signed_in, classroom):
    for name, correct in [("Ada", 12), ("Ben", 18), ("Cleo", 15)]:
        enroll_with_practice(classroom, name, correct=correct)
    response = signed_in.get(report_url(classroom, sort="-accuracy"))
    assert [row.student for row in response.context["rows"]] == ["Ben", "Cleo", "Ada"]


@pytest.mark.parametrize(
    "query, message",
    [
        ({"days": "0"}, "Choose a period of 1 to 366 days."),
        ({"days": "soon"}, "Choose a period of 1 to 366 days."),
        ({"sort": "password"}, "The table cannot be sorted that way."),
    ],
)
def test_address_that_makes_no_sense_leads_to_the_report_with_a_message(
    signed_in, classroom, query, message
):
    response = signed_in.get(report_url(classroom, **query), follow=True)
    assert response.redirect_chain == [(report_url(classroom), 302)]
    assert message in response.text


def test_window_counts_only_its_days(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", days_ago=6)
    enroll_with_practice(classroom, "Ben", days_ago=7)
    response = signed_in.get(report_url(classroom, days=7))
    assert [row.student for row in response.context["rows"]] == ["Ada"]


def test_reading_a_report_is_recorded_once(signed_in, classroom, teacher):
    signed_in.get(report_url(classroom))
    assert list(ReportView.objects.values_list("viewer", "classroom", "student")) == [
        (teacher.pk, classroom.pk, None)
    ]


def test_take_action_is_offered_to_teachers_and_not_to_aides(client, people, classroom, student):
    client.force_login(people.TE)
    assert "Take Action" in client.get(report_url(classroom)).text
    client.force_login(people.AIDE)
    assert "Take Action" not in client.get(report_url(classroom)).text


@pytest.mark.parametrize("with_practice", [True, False])
def test_students_are_ticked_by_who_may_act_on_them(
    client, people, classroom, student, with_practice
):
    if with_practice:
        PracticeSessionFactory(student=student, questions_answered=30, questions_correct=12)
    address = reverse("analytics:class_report", args=[classroom.pk])
    box = f'form="group-choice" name="student" value="{student.pk}"'
    whole_class = f"/interventions/classes/{classroom.pk}/take-action/?everyone=1"
    for role, boxes in (("TE", 1), ("LE", 1), ("AIDE", 0)):
        client.force_login(getattr(people, role))
        text = client.get(address).text
        assert (role, text.count(box)) == (role, boxes)
        assert (role, whole_class in text) == (role, bool(boxes))


def test_estimated_dates_are_marked_wherever_they_count(signed_in, classroom, student):
    PracticeSessionFactory(student=student, is_estimated=True)
    for url in (CLASSES, report_url(classroom)):
        assert "Estimated dates." in signed_in.get(url).text


@pytest.mark.parametrize("students", [1, 3])
def test_class_report_asks_the_same_questions_for_one_student_and_three(
    signed_in, classroom, students, django_assert_num_queries
):
    for number in range(students):
        enroll_with_practice(classroom, f"Student {number}", correct=5)
    with django_assert_num_queries(QUERIES_OF_REPORT):
        response = signed_in.get(report_url(classroom))
    assert len(response.context["gaps"]) == students  # each student has a skill of her own


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def practiced_on_days(classroom, name, skill, *, correct, days, answered=20):
    student = enroll_with_practice(classroom, name, correct=correct, answered=answered)
    for ago in range(2, days + 1):
        PracticeSessionFactory(
            student=student,
            skill=skill,
            school_day=classroom.school.today() - timedelta(days=ago),
            questions_answered=answered,
            questions_correct=correct,
        )
    return student


def test_lists_say_why_somebody_is_in_them(signed_in, classroom):
    skill = SkillFactory(school=classroom.school, name="Fractions")
    low = practiced_on_days(classroom, "Lou", skill, correct=9, days=4)
    practiced_on_days(classroom, "Max", skill, correct=13, days=2)
    practiced_on_days(classroom, "Tam", skill, correct=19, days=2)
    response = signed_in.get(report_url(classroom))
    page = words_of(response)
    # Lou 36 of 80, Max 26 of 40, Tam 38 of 40: the mean is 68 %.
    assert "3 of 3 students practiced in these 30 days; the class average is 68%." in page
    assert "1 student of the 3 with enough answers may need help, 1 more to watch." in page
    assert "36 of 80 right (45%) on 4 days: surely below 70%" in page
    assert "26 of 40 right (65%) on 2 days: below 70%, which may be chance" in page
    assert "38 of 40 right (95%) on 2 days" in page
    assert f'id="need-help-take-action-{low.pk}"' in response.text


def test_bands_stand_with_the_schools_thresholds_and_add_up(signed_in, classroom):
    school = classroom.school
    school.good_from, school.minimum_answers = 0.825, 15
    school.save()
    for name, correct, answered in [("A", 18, 20), ("B", 16, 20), ("C", 3, 20), ("D", 14, 14)]:
        enroll_with_practice(classroom, name, correct=correct, answered=answered)
    page = words_of(signed_in.get(report_url(classroom)))
    table = page[page.index("Band Accuracy Students") :]
    assert table.startswith(
        "Band Accuracy Students Excellent 90% or more 1 Good 82.5% to below 90% 0 "
        "Fair 70% to below 82.5% 1 Needs improvement below 70% 1 "
        "Not enough data fewer than 15 answers 1 All students 4"
    )


def test_a_gap_of_more_than_half_is_to_be_taught_again(signed_in, classroom):
    skill = SkillFactory(school=classroom.school, name="Fractions")
    for name, correct in [("Ada", 5), ("Ben", 6), ("Cleo", 9)]:
        student = enroll_with_practice(classroom, name, correct=18)
        PracticeSessionFactory(
            student=student, skill=skill, questions_answered=10, questions_correct=correct
        )
    page = words_of(signed_in.get(report_url(classroom)))
    assert (
        "Fractions 2 of 3 students below 70%; together 67% (20 of 30). "
        "More than half: teach it again"
    ) in page


def test_a_class_with_few_answers_is_judged_by_nobody(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", correct=3, answered=9)
    page = words_of(signed_in.get(report_url(classroom)))
    assert "Nobody has enough answers yet to say who may need help." in page
    assert "Nobody is in a band yet: 1 with fewer than 20 answers." in page
    # An empty list would say that nobody needs help, which nobody knows.
    assert "Too few answers for lists" in page
    assert "begin at 20 answers of a student" in page
    assert "To watch" not in page
    assert "Not enough data: 1 active day" in page
    assert "No skill on which a student with ten or more answers is below the line." in page


def test_an_empty_list_says_so_where_students_can_be_judged(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", correct=15)
    page = words_of(signed_in.get(report_url(classroom)))
    assert "Nobody of the 1 with enough answers stands out as needing help." in page
    for said in [
        "Nobody is surely below the line in this period.",
        "Nobody is near the line.",
        "Nobody is clearly going down.",
        "Nobody is clearly going up.",
        "Nobody has enough answers at this level in the period.",
    ]:
        assert said in page


def test_active_students_are_drawn_and_told_by_day(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", days_ago=3)
    enroll_with_practice(classroom, "Ben", days_ago=3)
    enroll_with_practice(classroom, "Cleo")
    response = signed_in.get(report_url(classroom, days=7))
    chart = response.context["active_chart"]
    assert chart["values"] == [None, None, None, 2, None, 1, None]
    fullest = classroom.school.today() - timedelta(days=3)
    assert (
        f"Somebody practiced on 2 of 7 days; most on {fullest:%b} {fullest.day}, 2 of 3 students"
    ) in words_of(response)


def test_without_practice_there_are_no_lists_and_charts(signed_in, classroom):
    enroll_with_practice(classroom, "Ada", days_ago=10)
    page = words_of(signed_in.get(report_url(classroom, days=7)))
    assert "0 of 1 student practiced in these 7 days." in page
    assert "Most shared gaps" not in page
    assert "Choose a longer period" in page


def test_links_to_reports_keep_the_window(signed_in, classroom):
    low = enroll_with_practice(classroom, "Lou", correct=2)
    page = signed_in.get(report_url(classroom, days=7)).text
    own = reverse("analytics:student_report", args=[low.pk])
    links = re.findall(rf'href="({own}[^"]*)"', page)
    assert len(links) >= 3
    assert set(links) == {f"{own}?days=7"}


def test_choosing_dates_keeps_the_order_of_the_table(signed_in, classroom):
    page = signed_in.get(report_url(classroom, days=7, sort="-accuracy")).text
    assert '<input type="hidden" name="sort" value="-accuracy">' in page
    assert '<input type="hidden" name="days"' not in page
