import pytest

from interventions.languages import best_of, direction, language_name


@pytest.mark.parametrize(
    "code, name",
    [
        ("es", "Spanish"),
        ("es-MX", "Spanish"),
        ("ES_mx", "Spanish"),
        ("so", "Somali"),
        ("", "English"),
        ("tlh", "tlh"),
    ],
)
def test_codes_of_rosters_are_called_as_people_call_them(code, name):
    assert language_name(code) == name


@pytest.mark.parametrize(
    "wanted, there, found",
    [
        ("es", ["en", "es"], "es"),
        ("es-419", ["es"], "es"),
        ("so", ["en", "es"], "en"),
        ("", ["es"], "en"),
        ("es", [], "en"),
    ],
)
def test_english_stands_in_for_a_language_there_is_no_text_in(wanted, there, found):
    assert best_of(wanted, there) == found


def test_some_languages_are_read_from_the_right():
    assert [direction(code) for code in ("ar", "fa-AF", "es", "")] == ["rtl", "rtl", "ltr", "ltr"]
