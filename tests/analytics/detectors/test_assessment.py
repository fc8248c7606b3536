"""All rules about one student: what is met, what holds, what is over."""

import pytest

from analytics.detectors import RuleLimits, StudentEvidence, Work, assess, gap_of
from analytics.detectors.assessment import Circumstances
from analytics.rates import DEFAULT_PRIOR
from tests.analytics.detectors.days import TODAY, answered, calendar, day, school_days
from tests.analytics.detectors.test_accuracy import STORY, days

FRIDAY = day(11, 13)
STRUGGLING, DECLINE, INACTIVITY = (
    (kind, None, None) for kind in ("struggling", "decline", "inactivity")
)


def assessed(*, limits=None, is_quiet=False, **known):
    evidence = StudentEvidence(**known)
    given = Circumstances(TODAY, calendar(), limits or RuleLimits(), DEFAULT_PRIOR, is_quiet)
    return assess(evidence, gap_of(evidence.days, TODAY, calendar(), evidence.joined), given)


def kinds(assessment):
    return [finding.kind for finding in assessment.findings]


def test_the_story_is_struggling_and_declining():
    found = assessed(days=STORY)

    assert kinds(found) == ["struggling", "decline"]
    assert not found.is_over(STRUGGLING)
    assert found.is_over(INACTIVITY)


def test_a_steady_student_gives_no_reason():
    found = assessed(days=answered(school_days(TODAY, 40, every=2), correct=8))

    assert kinds(found) == []
    assert found.holding == frozenset()


def test_each_skill_and_each_piece_of_work_is_a_finding_of_its_own():
    low, high = days((3, 2), (1, 2), of=10), days((9, 10), (2, 10), of=10)
    found = assessed(
        skills={7: low, 8: low, 9: high, 10: low},
        mastered={9: TODAY - 2, 10: TODAY - 60},
        works=[Work(4, TODAY - 3, 12, is_begun=False), Work(5, TODAY + 3, 12, is_begun=False)],
    )

    assert {finding.subject for finding in found.findings} == {
        ("wheel_spinning", 7, None),
        ("wheel_spinning", 8, None),
        ("mastered", 9, None),  # the tenth was mastered two months ago: neither news nor stuck
        ("overdue", None, 4),
    }
    assert found.is_over(("wheel_spinning", 9, None))
    assert found.is_over(("overdue", None, 5))


def test_good_news_of_practice():
    back = assessed(days=answered([day(11, 2), day(11, 18)], correct=8), flagged=day(11, 13))
    steady = assessed(days=answered(school_days(TODAY, 10), correct=8))

    assert (kinds(back), kinds(steady)) == (["returned"], ["streak"])


def test_in_a_class_that_pauses_nobody_is_found_alone():
    gone = answered(school_days(FRIDAY, 60), correct=8)

    assert kinds(assessed(days=gone)) == ["inactivity"]
    quiet = assessed(days=gone, is_quiet=True)
    assert kinds(quiet) == []
    # An alert from before the pause stays: she is still away.
    assert not quiet.is_over(INACTIVITY)
    practiced = assessed(days=[*gone, (TODAY, 10, 8)], is_quiet=True)
    assert practiced.is_over(INACTIVITY)


@pytest.mark.parametrize(
    "off, left", [({"struggling"}, ["decline"]), ({"struggling", "decline"}, [])]
)
def test_a_rule_that_is_off_finds_nothing_and_holds_nothing(off, left):
    found = assessed(days=STORY, limits=RuleLimits(switched_off=frozenset(off)))

    assert kinds(found) == left
    assert found.is_over(STRUGGLING)


def test_what_is_neither_met_nor_over_holds():
    # 13 of 20: below the line with .56, too little to begin with and too much to end.
    found = assessed(days=days((1, 6), (0, 7), of=10))

    assert kinds(found) == []
    assert not found.is_over(STRUGGLING)


def test_a_decline_seen_once_holds_and_seen_twice_is_found():
    # On the fifth day of the falling month the trend test says declining for the first time.
    assert story_until(18).is_over(DECLINE)
    assert (kinds(story_until(15)), story_until(15).is_over(DECLINE)) == ([], False)
    assert "decline" in kinds(story_until(11))


def story_until(ago):
    """The story as it was `ago` days before its end, told as if that were today."""
    return assessed(days=[(on + ago, n, k) for on, n, k in STORY if on <= TODAY - ago])
