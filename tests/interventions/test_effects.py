import math
import random
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interventions.differences import Estimate
from interventions.effects import (
    Effect,
    EffectRow,
    Stars,
    best_chances,
    best_type,
    gains_beyond_classmates,
    intervention_effects,
    raw_change,
    stars,
)
from interventions.shrinkage import shrink
from tests.interventions.effect_rows import (
    dense_differences,
    integrated_posteriors,
    rows_of,
    without_placebo,
)

# One class. Every student answers 100 questions in each window and has 105 of 200 right, so all
# have the same weight and the same room for a gain, and the fit is a matter of plain means.
CLASSMATES = rows_of("a", None, [((50, 100), (55, 100))] * 10)
MESSAGES = rows_of("a", "message", [((45, 100), (60, 100))] * 10)
UNTREATED = rows_of("a", None, [((49, 100), (56, 100))] * 5, flagged=True)


def test_worked_example():
    # Gains: classmates 5 points, message 15, flagged without help 7: differences 10 and 2 points.
    # m = (500 + 450 + 245) / 2500 = .478, so a gain's variance is
    # v = .006 + .478 · .522 · (1/100 + 1/100) = .01099032.
    v = 0.01099032
    # Message: v · (1/10 + 1/10); flagged without help: v · (1/5 + 1/10). All of a group gain the
    # same, so nothing is left for students to differ by, and the model's error is the larger one.
    of_message, of_placebo = v * 0.2, v * 0.3
    # Placebo: .02 · .0009 / (.0009 + .0032971) = .0042887, known within the variance .00070701.
    pull = 0.0009 / (0.0009 + of_placebo)
    assert 0.02 * pull == pytest.approx(0.0042887, abs=1e-7)
    assert of_placebo * pull == pytest.approx(0.00070701, abs=1e-8)
    # So message is .0957113 better, with a standard error of √(.00219806 + .00070701) = .0538987.
    [expected] = shrink([Estimate(0.0957113, 0.0538987)])

    found = intervention_effects([*CLASSMATES, *MESSAGES, *UNTREATED])

    assert found == {
        "message": Effect(
            status="ok",
            n=10,
            untreated=5,
            effect=pytest.approx(expected.mean, abs=1e-6),
            sd=pytest.approx(expected.sd, abs=1e-6),
            low=pytest.approx(expected.mean - 1.959964 * expected.sd, abs=1e-6),
            high=pytest.approx(expected.mean + 1.959964 * expected.sd, abs=1e-6),
            p_positive=pytest.approx(expected.p_positive, abs=1e-6),
            direction="unclear",
        )
    }
    assert of_message == pytest.approx(0.00219806, abs=1e-8)


def test_with_four_untreated_nothing_is_taken_off():
    found = intervention_effects([*CLASSMATES, *MESSAGES, *UNTREATED[:4]])["message"]
    # m = (500 + 450 + 196) / 2400 = .4775.
    error = math.sqrt((0.006 + 0.4775 * 0.5225 * 0.02) * 0.2)
    [expected] = shrink([Estimate(0.10, error)])
    assert (found.effect, found.sd) == pytest.approx((expected.mean, expected.sd))
    assert found.untreated == 4


def test_who_has_little_room_for_a_gain_is_expected_to_gain_less():
    # The class gains 8 points at 50 %, where there is room 1. At 90 % there is room .36, so a gain
    # of 2.88 points is what the class gained, and no difference at all.
    classmates = rows_of("a", None, [((46000, 100_000), (54000, 100_000))] * 10)
    helped = rows_of("a", "message", [((88560, 100_000), (91440, 100_000))] * 10)
    assert intervention_effects(classmates + helped)["message"].effect == pytest.approx(0, abs=1e-4)


def test_ten_students_are_enough_and_nine_are_not():
    nine = intervention_effects([*CLASSMATES, *MESSAGES[:9]])
    assert nine == {"message": Effect("insufficient", n=9, untreated=0)}
    again = replace(MESSAGES[0], cell="b")
    others = [replace(row, cell="b") for row in CLASSMATES]
    # One student helped twice is still one student.
    assert intervention_effects([*CLASSMATES, *MESSAGES[:9], again, *others])["message"].n == 9


@pytest.mark.parametrize("place", ["base", "post"])
def test_twenty_answers_in_each_window_are_needed(place):
    few = [replace(row, **{place: (10, 19)}) for row in MESSAGES[:1]]
    enough = [replace(row, **{place: (10, 20)}) for row in MESSAGES[:1]]
    assert intervention_effects([*CLASSMATES, *few, *MESSAGES[1:]])["message"].n == 9
    assert intervention_effects([*CLASSMATES, *enough, *MESSAGES[1:]])["message"].n == 10


def test_three_unflagged_classmates_are_needed():
    assert intervention_effects([*CLASSMATES[:3], *MESSAGES])["message"].status == "ok"
    alone = Effect("insufficient", n=0, untreated=0)
    assert intervention_effects([*CLASSMATES[:2], *MESSAGES, *UNTREATED]) == {"message": alone}
    without_answers = replace(CLASSMATES[2], post=(10, 19))
    rows = [*CLASSMATES[:2], without_answers, *MESSAGES]
    assert intervention_effects(rows) == {"message": alone}


def test_an_alert_before_help_changes_nothing():
    flagged = [replace(row, flagged=True) for row in MESSAGES]
    assert intervention_effects([*CLASSMATES, *flagged]) == intervention_effects(
        [*CLASSMATES, *MESSAGES]
    )


def test_without_help_there_is_nothing_to_say():
    assert intervention_effects([]) == {}
    assert intervention_effects([*CLASSMATES, *UNTREATED]) == {}


def test_rows_that_cannot_be_used_change_nothing():
    other_class = rows_of("b", None, [((5, 100), (95, 100))] * 2)
    other_class += rows_of("b", "message", [((5, 100), (95, 100))] * 3)
    few = rows_of("a", None, [((0, 19), (50, 50))] * 5, first=50)
    usable = [*CLASSMATES, *MESSAGES, *UNTREATED]
    assert intervention_effects([*other_class, *usable, *few]) == intervention_effects(usable)


def test_equal_kinds_are_equal_and_none_is_best():
    meetings = [replace(row, itype="meeting") for row in MESSAGES]
    found = intervention_effects([*CLASSMATES, *MESSAGES, *meetings])
    assert list(found) == ["meeting", "message"]
    assert found["meeting"].effect == pytest.approx(found["message"].effect)
    assert best_chances(found) == pytest.approx({"meeting": 0.5, "message": 0.5})
    assert best_type(found) is None


def ok(effect, sd):
    return Effect("ok", 20, 0, effect, sd, effect - 2 * sd, effect + 2 * sd, 0.5)


def test_a_best_kind_needs_eighty_percent():
    # The difference of two is N(gap, .05²): Φ(.85) = .802 and Φ(.83) = .797.
    few = Effect("insufficient", 6, 0)
    sure = {"a": ok(0.0425, 0.03), "b": ok(0.0, 0.04), "c": few}
    unsure = {"a": ok(0.0415, 0.03), "b": ok(0.0, 0.04), "c": few}
    assert best_chances(sure)["a"] == pytest.approx(0.8023, abs=1e-4)
    assert (best_type(sure), best_type(unsure)) == ("a", None)


def test_one_kind_alone_is_not_the_best_of_anything():
    assert best_type({}) is None
    assert best_type({"a": ok(0.2, 0.01), "b": Effect("insufficient", 3, 0)}) is None


def kinds(*gains, students=40):
    """A class for each kind of help, whose students gain so many points; classmates gain nothing."""
    rows = []
    for at, points in enumerate(gains):
        helped = [((50, 100), (50 + points, 100))] * students
        rows += rows_of(at, None, [((50, 100), (50, 100))] * 100)
        rows += rows_of(at, f"kind {at}", helped)
    return intervention_effects(rows)


def directions(*gains):
    return [effect.direction for effect in kinds(*gains).values()]


def test_a_direction_has_to_stand_out_among_the_kinds_looked_at():
    # v = .006 + .25 · .02 = .011, the error √(v · (1/40 + 1/100)) = .0196: 4 points are 2.04 errors.
    # One kind needs 1.96 of them, four kinds (level .975) 2.24.
    assert (directions(4), directions(-4), directions(3)) == (["up"], ["down"], ["unclear"])
    assert directions(4, 4, 4, 4) == ["unclear"] * 4
    assert directions(5, 5, 5, 5) == ["up"] * 4
    assert directions(12, 0, 0, -12) == ["up", "unclear", "unclear", "down"]


def test_a_direction_has_to_be_sure_when_all_kinds_are_read_together():
    # 5 points are 2.55 errors and eight kinds need 2.50, but seven that gain nothing pull it down.
    found = kinds(5, *[0] * 7)["kind 0"]
    assert (found.direction, found.p_positive < 0.95) == ("unclear", True)


@pytest.mark.parametrize(
    "row, message",
    [
        (
            EffectRow("a", 7, "message", (21, 20), (1, 20)),
            "Student 7 has 21 correct of 20 answered.",
        ),
        (EffectRow("a", 7, None, (1, 20), (-1, 20)), "Student 7 has -1 correct of 20 answered."),
        (CLASSMATES[0], "Student ('a', None, 0) stands twice in cell a."),
        (MESSAGES[0], "Student ('a', 'message', 0) stands twice in cell a."),
        (
            replace(MESSAGES[0], itype=None),
            "Student ('a', 'message', 0) stands twice in cell a.",
        ),
        (
            replace(CLASSMATES[0], itype="meeting"),
            "Student ('a', None, 0) stands twice in cell a.",
        ),
    ],
)
def test_what_cannot_be_is_refused(row, message):
    with pytest.raises(ValueError, match=rf"^{re.escape(message)}$"):
        intervention_effects([*CLASSMATES, *MESSAGES, row])


def test_two_kinds_of_help_on_one_day_are_two_rows():
    both = replace(MESSAGES[0], itype="meeting")
    assert intervention_effects([*CLASSMATES, *MESSAGES, both])["meeting"].n == 1


def a_school(seed):
    """Four classes, students who stand in several of them, three kinds of help of different sizes."""
    rng = random.Random(seed)
    rows = []
    for cell in range(4):
        for at in range(rng.randint(20, 32)):
            student = at if rng.random() < 0.3 else (cell, at)
            itype = rng.choice([None, None, "message", "meeting", "assignment"])
            n0, n1 = rng.randint(15, 90), rng.randint(15, 90)
            base, post = (rng.randint(n // 4, n) for n in (n0, n1))
            rows.append(EffectRow(cell, student, itype, (base, n0), (post, n1), rng.random() < 0.4))
    return rows


@pytest.mark.parametrize("seed", range(6))
def test_the_result_is_that_of_a_column_for_every_cell(seed):
    rows = a_school(seed)
    found = intervention_effects(rows)
    untreated = max(effect.untreated for effect in found.values())
    estimates = without_placebo(dense_differences(rows), untreated)
    judged = [name for name, effect in found.items() if effect.status == "ok"]
    assert len(judged) >= 2
    exactly = shrink([Estimate(*estimates[name]) for name in judged])
    slowly = integrated_posteriors([estimates[name] for name in judged])
    for name, exact, slow in zip(judged, exactly, slowly, strict=True):
        numbers = (found[name].effect, found[name].sd, found[name].p_positive)
        assert numbers == pytest.approx((exact.mean, exact.sd, exact.p_positive), abs=1e-9)
        assert numbers == pytest.approx(slow, abs=2e-5)


window = st.integers(18, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
pair = st.tuples(window, window)


@st.composite
def schools(draw):
    rows = []
    for cell in range(draw(st.integers(1, 2))):
        rows += rows_of(cell, None, draw(st.lists(pair, min_size=3, max_size=6)))
        rows += rows_of(cell, None, draw(st.lists(pair, max_size=6)), flagged=True)
        rows += rows_of(cell, "message", draw(st.lists(pair, min_size=10, max_size=12)))
        rows += rows_of(cell, "meeting", draw(st.lists(pair, min_size=8, max_size=12)))
    return rows


@settings(max_examples=20)
@given(schools())
def test_whatever_the_rows_the_result_is_coherent(rows):
    for effect in intervention_effects(rows).values():
        if effect.status == "insufficient":
            assert effect == Effect("insufficient", effect.n, effect.untreated)
            assert effect.n < 10
            continue
        assert effect.n >= 10
        assert -1 <= effect.low < effect.effect < effect.high <= 1
        assert 0 <= effect.p_positive <= 1
        if effect.direction == "up":
            assert effect.p_positive >= 0.95
        if effect.direction == "down":
            assert effect.p_positive <= 0.05


@settings(max_examples=20)
@given(schools())
def test_right_and_wrong_exchanged_turn_every_effect_round(rows):
    turned = {"up": "down", "down": "up", "unclear": "unclear"}
    mirrored = [
        replace(
            row,
            base=(row.base[1] - row.base[0], row.base[1]),
            post=(row.post[1] - row.post[0], row.post[1]),
        )
        for row in rows
    ]
    mirror = intervention_effects(mirrored)
    for name, effect in intervention_effects(rows).items():
        assert (mirror[name].status, mirror[name].n) == (effect.status, effect.n)
        if effect.status == "ok":
            assert mirror[name].effect == pytest.approx(-effect.effect, abs=1e-9)
            assert mirror[name].sd == pytest.approx(effect.sd)
            assert mirror[name].p_positive == pytest.approx(1 - effect.p_positive, abs=1e-9)
            assert mirror[name].direction == turned[effect.direction]


@settings(max_examples=20)
@given(schools(), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(rows, rng):
    renamed = {"message": "a call", "meeting": "a zoo"}
    other = [replace(row, cell=("x", row.cell), itype=renamed.get(row.itype)) for row in rows]
    rng.shuffle(other)
    found = intervention_effects(other)
    for name, effect in intervention_effects(rows).items():
        same = found[renamed[name]]
        assert (same.status, same.n, same.untreated) == (effect.status, effect.n, effect.untreated)
        if effect.status == "ok":
            assert (same.effect, same.sd, same.p_positive) == pytest.approx(
                (effect.effect, effect.sd, effect.p_positive), abs=1e-9
            )


@pytest.mark.parametrize("right", [0, 1])
def test_perfect_and_huge_results_stay_finite(right):
    n = 10**9
    perfect = rows_of("a", None, [((right * n, n), (right * n, n))] * 3)
    rows = perfect + rows_of("a", "message", [((right * 20, 20), (right * 20, 20))] * 10)
    assert intervention_effects(rows)["message"].effect == pytest.approx(0, abs=1e-9)
    # Beside classmates without any room for a gain, each of several kinds is still told apart.
    mixed = perfect + MESSAGES + [replace(row, itype="meeting") for row in MESSAGES[:10]]
    found = intervention_effects(mixed)
    assert all(0 < effect.effect < 0.15 for effect in found.values())


@pytest.mark.parametrize(
    "before, after, change",
    [
        ((26, 50), (38, 60), 38 / 60 - 0.52),
        ((50, 50), (0, 10), -1.0),
        ((0, 0), (5, 10), None),
        ((5, 10), (0, 0), None),
        ((0, 0), (0, 0), None),
    ],
)
def test_raw_change(before, after, change):
    assert raw_change(before, after) == (change if change is None else pytest.approx(change))


def test_a_raw_change_of_impossible_counts_is_refused():
    with pytest.raises(ValueError, match=r"^21 correct of 20 answered cannot be\.$"):
        raw_change((1, 20), (21, 20))


def test_stars_are_pulled_towards_three_and_stand_in_no_order_before_five():
    assert stars([]) == Stars(0, None, 3.0, in_order=False)
    # (5 · 4 + 3.0 · 5) / (4 + 5) = 35/9.
    assert stars([5, 5, 5, 5]) == Stars(4, 5.0, pytest.approx(35 / 9), in_order=False)
    # (21 + 15) / 10, and a fifth rating puts it in order.
    assert stars([5, 4, 4, 4, 4]) == Stars(5, 4.2, pytest.approx(3.6), in_order=True)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_outside_one_to_five_is_refused(rating):
    with pytest.raises(ValueError, match=r"^A rating is 1 to 5 stars\.$"):
        stars([3, rating])


@given(st.lists(st.integers(1, 5), max_size=30))
def test_shrunk_stars_lie_between_the_mean_and_three(ratings):
    found = stars(ratings)
    low, high = sorted((3.0, found.mean or 3.0))
    assert low - 1e-9 <= found.shrunk <= high + 1e-9


def test_gain_beyond_classmates_worked_example():
    # Two cells would be compared each with its own; here is one, with three unflagged classmates.
    classmates = rows_of("a", None, [((46, 100), (54, 100))] * 3)
    helped = rows_of("a", "message", [((45, 100), (55, 100))])
    flagged = rows_of("a", None, [((48, 100), (52, 100))], flagged=True)
    thin = rows_of("a", "meeting", [((5, 10), (9, 10))])

    gains = gains_beyond_classmates([*classmates, *helped, *flagged, *thin])

    # Everybody has 100 of 200 right, and m = (138 + 45 + 48) / 500 = .462, so all have the same room.
    # Gains: 10 and 4 points, of which 8 are expected.
    assert [(gain.row.itype, gain.row.flagged) for gain in gains] == [
        ("message", False),
        (None, True),
    ]
    assert [gain.expected for gain in gains] == pytest.approx([0.08, 0.08])
    assert [gain.beyond for gain in gains] == pytest.approx([0.02, -0.04])


def test_without_three_classmates_no_gain_is_compared():
    rows = [
        *rows_of("a", None, [((46, 100), (54, 100))] * 2),
        *rows_of("a", "message", [((45, 100), (55, 100))]),
    ]
    assert gains_beyond_classmates(rows) == []
