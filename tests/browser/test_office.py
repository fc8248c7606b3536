"""The office at its pages: the strict policy holds, and a child is found by typing."""

import pytest
from django.contrib.auth.hashers import make_password

from alpha.accounts.models import Role
from alpha.learning.models import Enrollment
from tests.factories import (
    ClassroomFactory,
    EnrollmentFactory,
    SchoolFactory,
    SkillFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"


@pytest.fixture
def office(live_server, chromium):
    """A page with an administrator signed in, and everything the browser complained about."""
    school = SchoolFactory()
    UserFactory(
        school=school,
        username="office",
        role=Role.ADMINISTRATOR,
        is_staff=True,
        password=make_password(PASSWORD),
    )
    page = chromium.new_page(base_url=live_server.url)
    page.set_default_timeout(10_000)
    complaints = []
    page.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/accounts/login/")
    page.get_by_label("Username or e-mail").fill("office")
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/")
    yield page, school, complaints
    page.close()


def test_every_page_of_the_office_keeps_the_policy(office):
    page, school, complaints = office
    student = StudentFactory(school=school)
    EnrollmentFactory(student=student, classroom=ClassroomFactory(school=school))
    SkillFactory(school=school)
    page.goto("/admin/")
    lists = [link.get_attribute("href") for link in page.locator("tr[class*='model-'] th a").all()]
    for address in lists:
        page.goto(address)
        add = page.locator(".object-tools .addlink")
        if add.count():
            add.click()
            page.wait_for_load_state()
    page.goto(f"/admin/accounts/user/{student.user_id}/password/")

    assert len(lists) == 14
    assert complaints == []


def test_student_is_found_by_typing_and_enrolled(office):
    page, school, complaints = office
    classroom = ClassroomFactory(school=school)
    StudentFactory(school=school, name="Ada Quill")
    StudentFactory(name="Ada Elsewhere")
    page.goto(f"/admin/learning/classroom/{classroom.pk}/change/")

    page.locator("#enrollments-group .add-row a").click()
    page.locator("#enrollments-0 .select2-selection").click()
    page.locator(".select2-search__field").fill("Ada")
    page.get_by_role("option", name="Ada Quill").click()
    found = page.locator("#enrollments-0 .select2-selection").inner_text()
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state()

    assert "Ada Quill" in found
    assert [str(row.student) for row in Enrollment.objects.filter(classroom=classroom)] == [
        "Ada Quill"
    ]
    assert complaints == []
