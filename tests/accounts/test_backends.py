"""Who is signed in comes with her school, in one query."""

import pytest

from alpha.accounts.backends import EmailBackend, UsernameBackend

BACKENDS = pytest.mark.parametrize("backend", [UsernameBackend, EmailBackend])


@BACKENDS
def test_a_person_comes_with_her_school_in_one_query(backend, teacher, django_assert_num_queries):
    with django_assert_num_queries(1):
        person = backend().get_user(teacher.pk)
        assert (person, person.school.name) == (teacher, "Maple School")


@BACKENDS
def test_somebody_without_a_school_comes_too(backend, teacher):
    teacher.school = None
    teacher.save()

    assert backend().get_user(teacher.pk) == teacher


@BACKENDS
def test_who_was_deactivated_or_never_was_is_nobody(backend, teacher):
    teacher.is_active = False
    teacher.save()

    assert backend().get_user(teacher.pk) is None
    assert backend().get_user(0) is None
