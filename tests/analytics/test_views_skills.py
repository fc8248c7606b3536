import re
from datetime import timedelta

import pytest
from django.urls import reverse

from analytics.models import ReportView
from tests.factories import (
    AttemptFactory,
    ClassroomFactory,
    ClassroomTeacherFactory,
    EnrollmentFactory,
    LearningPathFactory,
    PracticeSessionFactory,
    SkillFactory,
    StudentFactory,
)

HTMX = {"HX-Request": "true"}
BY_THE_BOXES = "Select students, skills and cells by the boxes on the heat map."
QUERIES_OF_HEATMAP = 8
QUERIES_OF_EVIDENCE = 11
QUERIES_OF_SKILL = 12


@pytest.fixture
def signed_in(client, teacher):
    client.force_login(teacher)
    return client


@pytest.fixture
def area(school):
    return SkillFactory(school=school, name="Area")


def pupil(classroom, name, skill, *, correct=12, answered=20, days_ago=1, **fields):
    student = StudentFactory(school=classroom.school, name=name)
    EnrollmentFactory(classroom=classroom, student=student)
    PracticeSessionFactory(
        student=student,
        skill=skill,
        school_day=classroom.school.today() - timedelta(days=days_ago),
        questions_answered=answered,
        questions_correct=correct,
        **fields,
    )
    return student


def heatmap_url(classroom, **query):
    return reverse("analytics:heatmap", args=[classroom.pk], query=query or None)


def evidence_url(classroom, student, skill, **query):
    ids = [classroom.pk, student.pk, skill.pk]
    return reverse("analytics:evidence", args=ids, query=query or None)


def skill_url(classroom, skill, **query):
    return reverse("analytics:skill", args=[classroom.pk, skill.pk], query=query or None)


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def students_shown(response):
    return [row.student for row in response.context["heatmap"].rows]


def test_each_cell_has_letter_percent_and_count_and_leads_to_its_evidence(
    signed_in, classroom, area
):
    student = pupil(classroom, "Ada", area)
    response = signed_in.get(heatmap_url(classroom, days=90))
    cell = (
        f'<td class="heat needs_improvement"><a href="{evidence_url(classroom, student, area)}'
        '?days=90"><b>N</b> 60% <small>20</small></a></td>'
    )
    assert cell in response.text
    assert f'href="{skill_url(classroom, area)}?days=90"' in response.text
    assert '<th scope="row">' in response.text
    assert '<th scope="col"' in response.text


def test_few_answers_are_hatched_without_a_letter_and_none_is_a_dash(signed_in, classroom, area):
    pupil(classroom, "Ada", area, correct=9, answered=9)
    EnrollmentFactory(classroom=classroom)
    page = signed_in.get(heatmap_url(classroom)).text
    assert re.search(r'<td class="heat not_enough_data"><a [^>]+><b></b> 100% <small>9<', page)
    assert '<td class="heat">–</td>' in page
    assert not re.search(r"\b0%", page)


def test_empty_class_and_idle_class_say_so(signed_in, classroom, area):
    assert "Nobody is enrolled in this class today" in signed_in.get(heatmap_url(classroom)).text
    pupil(classroom, "Ada", area, days_ago=40)
    assert "No practice in this period" in signed_in.get(heatmap_url(classroom)).text


@pytest.mark.parametrize(
    "query, message",
    [
        ({"days": "0"}, "Choose a period of 1 to 366 days."),
        ({"sort": "password"}, "The table cannot be sorted that way."),
        ({"skills": "-need"}, "The table cannot be sorted that way."),
        ({"show": "secret"}, "The heat map cannot be shown that way."),
        ({"size": "huge"}, "The heat map cannot be shown that way."),
        ({"cells": "eat"}, "The heat map cannot be shown that way."),
        ({"student": "1;drop"}, BY_THE_BOXES),
        ({"skill": "²"}, BY_THE_BOXES),
        ({"skill": "9" * 19}, BY_THE_BOXES),
        ({"cell": "12"}, BY_THE_BOXES),
        ({"cell": "1-2-3"}, BY_THE_BOXES),
        ({"cell": "-2"}, BY_THE_BOXES),
        ({"cell": [f"1-{skill}" for skill in range(151)]}, "Select at most 150 single cells."),
    ],
)
def test_address_that_makes_no_sense_leads_to_the_map_with_a_message(
    signed_in, classroom, query, message
):
    response = signed_in.get(heatmap_url(classroom, **query), follow=True)
    assert response.redirect_chain == [(heatmap_url(classroom), 302)]
    assert message in response.text


def test_order_is_chosen_in_the_address(signed_in, classroom, area):
    pupil(classroom, "Ada", area, correct=18)
    pupil(classroom, "Ben", area, correct=10)
    assert students_shown(signed_in.get(heatmap_url(classroom))) == ["Ben", "Ada"]
    assert students_shown(signed_in.get(heatmap_url(classroom, sort="name"))) == ["Ada", "Ben"]


def test_switches_keep_the_rest_of_the_address(signed_in, classroom, area):
    pupil(classroom, "Ada", area)
    page = signed_in.get(heatmap_url(classroom, days=90, sort="name")).text
    assert f'href="{heatmap_url(classroom)}?days=90&amp;sort=name&amp;size=compact"' in page
    # The selection is a form: it carries the rest in fields nobody sees.
    assert '<input type="hidden" name="days" value="90">' in page
    assert '<input type="hidden" name="sort" value="name">' in page


def test_many_skills_start_compact_and_skills_without_practice_can_be_shown(
    signed_in, classroom, school
):
    student = StudentFactory(school=school)
    EnrollmentFactory(classroom=classroom, student=student)
    for number in range(13):
        skill = SkillFactory(school=school)
        LearningPathFactory(student=student, skill=skill)
        if number:
            PracticeSessionFactory(student=student, skill=skill)
    few = signed_in.get(heatmap_url(classroom))
    many = signed_in.get(heatmap_url(classroom, show="all"))
    assert [len(page.context["heatmap"].skills) for page in (few, many)] == [12, 13]
    assert [page.context["is_compact"] for page in (few, many)] == [False, True]
    assert not signed_in.get(heatmap_url(classroom, show="all", size="roomy")).context["is_compact"]


def test_selected_students_are_shown_alone_and_can_be_helped(signed_in, classroom, area):
    ada, ben = pupil(classroom, "Ada", area), pupil(classroom, "Ben", area)
    response = signed_in.get(heatmap_url(classroom, student=[ada.pk], skill=[area.pk], days=7))
    assert students_shown(response) == ["Ada"]
    assert reverse("interventions:take_action", args=[ada.pk]) in response.text
    assert reverse("interventions:take_action", args=[ben.pk]) not in response.text
    assert f'href="{heatmap_url(classroom, days=7)}">Show everybody' in response.text
    assert response.context["heatmap"].skills[0].questions == 40  # the class's, not Ada's


def test_single_cells_are_selected_by_boxes_of_their_own(signed_in, classroom, area):
    ada = pupil(classroom, "Ada", area)
    EnrollmentFactory(classroom=classroom, student__name="Ben")
    assert 'name="cell"' not in signed_in.get(heatmap_url(classroom)).text

    response = signed_in.get(heatmap_url(classroom, cells="select", cell=f"{ada.pk}-{area.pk}"))

    assert f'name="cell" value="{ada.pk}-{area.pk}" checked> ' in response.text
    assert students_shown(response) == ["Ada"]
    assert response.context["selection"].pairs == ((ada.pk, area.pk),)
    words = words_of(response)
    assert "Ada, Area: N 60% 20" in words
    assert "1 student, 1 selected skill" in words
    assert "Area 60%, 12 of 20" in words
    # What was chosen goes along when the selection is changed.
    assert '<input type="hidden" name="cells" value="select">' in response.text


def test_a_cell_without_practice_can_be_selected_too(signed_in, classroom, area):
    pupil(classroom, "Ada", area)
    ben = EnrollmentFactory(classroom=classroom, student__name="Ben").student
    words = words_of(
        signed_in.get(heatmap_url(classroom, cells="select", cell=f"{ben.pk}-{area.pk}"))
    )
    assert "Ben, Area: – no practice" in words
    assert "Area no practice" in words


def test_a_selected_skill_lists_who_practiced_it(signed_in, classroom, area):
    ada = pupil(classroom, "Ada", area)
    EnrollmentFactory(classroom=classroom, student__name="Ben")
    response = signed_in.get(heatmap_url(classroom, skill=area.pk))
    assert students_shown(response) == ["Ada", "Ben"]
    assert response.context["selection"].pairs == ((ada.pk, area.pk),)


def test_take_action_is_not_offered_to_aides(client, people, classroom, area):
    ada = pupil(classroom, "Ada", area)
    client.force_login(people.AIDE)
    for url in (
        heatmap_url(classroom, student=[ada.pk]),
        evidence_url(classroom, ada, area),
        skill_url(classroom, area),
    ):
        response = client.get(url)
        assert "Ada" in response.text
        assert "Take Action" not in response.text


def test_selection_of_somebody_else_shows_nobody(signed_in, classroom, area, people):
    pupil(classroom, "Ada", area)
    stranger = StudentFactory(school=people.TX.school, name="Foreign Fenwick")
    page = signed_in.get(heatmap_url(classroom, student=[stranger.pk])).text
    assert "Nothing of the selection is in this period" in page
    assert "Fenwick" not in page


def test_evidence_is_a_dialog_for_htmx_and_a_page_otherwise(signed_in, classroom, area):
    ada = pupil(classroom, "Ada", area, time_spent_seconds=600)
    LearningPathFactory(student=ada, skill=area, current_accuracy=0.6, questions_answered=20)
    for position in range(3):
        AttemptFactory(
            session=ada.practice_sessions.get(), position=position, is_correct=position > 0
        )
    plain = signed_in.get(evidence_url(classroom, ada, area))
    dialog = signed_in.get(evidence_url(classroom, ada, area), headers=HTMX)
    assert "<!DOCTYPE html>" in plain.text
    assert dialog.text.strip().startswith("<dialog")
    for response in (plain, dialog):
        assert "HX-Request" in response["Vary"]
        words = words_of(response)
        for piece in ("Ada: Area", "60% (12 of 20)", "Needs Work", "12 of 20 10 minutes"):
            assert piece in words
        assert "✗ wrong ✓ right ✓ right 2 right, newest last" in words
    # The page under the dialog keeps its own address.
    assert dialog["HX-Push-Url"] == "false"


def test_evidence_names_at_most_thirty_sessions_and_counts_all(signed_in, classroom, area):
    ada = pupil(classroom, "Ada", area, correct=1, answered=2)
    PracticeSessionFactory.create_batch(
        31, student=ada, skill=area, questions_correct=1, questions_answered=2
    )
    words = words_of(signed_in.get(evidence_url(classroom, ada, area)))
    assert words.count("1 of 2 ") == 30
    assert "and 2 earlier times in this period, counted above" in words
    assert "50% (32 of 64)" in words


def test_evidence_without_practice_in_the_period_says_where_it_is(signed_in, classroom, area):
    ada = pupil(classroom, "Ada", area, days_ago=20)
    words = words_of(signed_in.get(evidence_url(classroom, ada, area, days=7)))
    assert "No practice of this skill in this period." in words
    assert "20 more answers outside this period." in words


@pytest.mark.parametrize("days", ["0", "soon"])
def test_window_of_evidence_and_skill_is_checked(signed_in, classroom, area, days):
    ada = pupil(classroom, "Ada", area)
    for url in (evidence_url(classroom, ada, area), skill_url(classroom, area)):
        response = signed_in.get(url, {"days": days}, follow=True)
        assert response.redirect_chain == [(url, 302)]
        assert "Choose a period of 1 to 366 days." in response.text


def test_evidence_of_a_student_outside_the_class_does_not_exist(
    signed_in, teacher, school, classroom, area
):
    """Not even for her own teacher: the address names a class she is not in."""
    other = ClassroomFactory(school=school)
    ClassroomTeacherFactory(classroom=other, teacher=teacher)
    elsewhere = pupil(other, "Otis", area)
    left = pupil(classroom, "Lee", area)
    left.enrollments.update(ends_on=school.today())
    for student in (elsewhere, left):
        assert signed_in.get(evidence_url(classroom, student, area)).status_code == 404
    assert signed_in.get(evidence_url(other, elsewhere, area)).status_code == 200


def test_skill_of_another_school_does_not_exist(signed_in, classroom, area):
    ada = pupil(classroom, "Ada", area)
    foreign = SkillFactory(name="Foreign skill")
    assert signed_in.get(skill_url(classroom, foreign)).status_code == 404
    assert signed_in.get(evidence_url(classroom, ada, foreign)).status_code == 404


def test_skill_page_says_who_is_where(signed_in, classroom, school, area):
    counting = SkillFactory(school=school, name="Counting")
    area.prerequisites.add(counting)
    ada = pupil(classroom, "Ada", area)
    LearningPathFactory(student=ada, skill=area, current_accuracy=0.6, questions_answered=20)
    EnrollmentFactory(classroom=classroom, student__name="Ben")
    response = signed_in.get(skill_url(classroom, area, days=90))
    words = words_of(response)
    assert (
        "1 of 2 students have started: 0 mastered it, 0 are on track, 1 needs work. "
        "In this period 1 student practiced it; the class answered 60% (12 of 20) right." in words
    )
    assert [group.status for group in response.context["report"].groups] == [
        "Needs Work",
        "Not started",
    ]
    assert f'href="{evidence_url(classroom, ada, area, days=90)}"' in response.text
    assert f'href="{skill_url(classroom, counting, days=90)}"' in response.text
    assert reverse("interventions:take_action", args=[ada.pk]) in response.text


def test_skill_page_without_students_or_practice_says_so(signed_in, classroom, area):
    assert (
        "Nobody is enrolled in this class today" in signed_in.get(skill_url(classroom, area)).text
    )
    EnrollmentFactory(classroom=classroom)
    words = words_of(signed_in.get(skill_url(classroom, area)))
    assert "Nobody in this class has started this skill." in words
    assert "Nobody practiced it in this period." in words


def test_estimated_dates_are_marked_wherever_they_count(signed_in, classroom, area):
    ada = pupil(classroom, "Ada", area, is_estimated=True)
    for url in (
        heatmap_url(classroom),
        evidence_url(classroom, ada, area),
        skill_url(classroom, area),
    ):
        assert "Estimated dates." in signed_in.get(url).text
    assert "Yesterday (estimated)" in signed_in.get(evidence_url(classroom, ada, area)).text


def test_reading_is_recorded_for_the_class_or_the_student(signed_in, classroom, area, teacher):
    ada = pupil(classroom, "Ada", area)
    for url in (
        heatmap_url(classroom),
        evidence_url(classroom, ada, area),
        skill_url(classroom, area),
    ):
        signed_in.get(url)
    views = ReportView.objects.order_by("pk").values_list("viewer", "classroom", "student")
    assert list(views) == [
        (teacher.pk, classroom.pk, None),
        (teacher.pk, None, ada.pk),
        (teacher.pk, classroom.pk, None),
    ]


@pytest.mark.parametrize("students", [1, 3])
def test_pages_ask_the_same_questions_for_one_student_and_three(
    signed_in, classroom, area, students, django_assert_num_queries
):
    for number in range(students):
        student = pupil(classroom, f"Student {number}", area)
        LearningPathFactory(student=student, skill=area, current_accuracy=0.6)
        area.prerequisites.add(SkillFactory(school=classroom.school))
    with django_assert_num_queries(QUERIES_OF_HEATMAP):
        signed_in.get(heatmap_url(classroom))
    with django_assert_num_queries(QUERIES_OF_HEATMAP):
        signed_in.get(heatmap_url(classroom, cells="select"))
    with django_assert_num_queries(QUERIES_OF_EVIDENCE):
        signed_in.get(evidence_url(classroom, student, area))
    with django_assert_num_queries(QUERIES_OF_SKILL):
        signed_in.get(skill_url(classroom, area))
