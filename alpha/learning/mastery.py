"""When a skill counts as mastered.

The last ten answers are laid over a prior of Beta(2.8, 1.2) (mean 70 %, worth four answers): a
skill is mastered while the probability that the true accuracy reaches 75 % is at least 80 %. Five of
five and nine of ten pass, eight of ten and three of three do not. Mastery can be lost again.
"""

from collections.abc import Sequence
from functools import lru_cache

from alpha.learning.beta_distribution import beta_cdf, beta_sf

PRIOR_CORRECT = 2.8
PRIOR_WRONG = 1.2


def mastered(
    results: Sequence[int | bool],
    thr: float = 0.75,
    prob: float = 0.80,
    min_n: int = 5,
    last: int = 10,
) -> bool:
    """Say whether single answers show mastery. `results` are 0 or 1 in time order."""
    newest = [bool(result) for result in results[-last:]]
    return _is_mastered(sum(newest), len(newest), thr=thr, prob=prob, min_n=min_n)


def mastered_from_sessions(
    sessions: Sequence[tuple[int, int]],
    thr: float = 0.75,
    prob: float = 0.80,
    min_n: int = 5,
    last: int = 10,
) -> bool:
    """Say whether session counts show mastery. `sessions` are (correct, answered) in time order.

    See `newest_counts` for which of them count.
    """
    correct, answered = newest_counts(sessions, last)
    return _is_mastered(correct, answered, thr=thr, prob=prob, min_n=min_n)


def newest_counts(sessions: Sequence[tuple[int, int]], last: int = 10) -> tuple[float, float]:
    """Return (correct, answered) of the newest sessions, at most `last` answers.

    The order inside a session is unknown, so whole newest sessions are taken until they hold at
    least `last` answers, and their counts are scaled down to `last`.
    """
    correct = answered = 0
    for session_correct, session_answered in reversed(sessions):
        if answered >= last:
            break
        correct += session_correct
        answered += session_answered
    scale = min(1.0, last / answered) if answered else 0.0
    return correct * scale, answered * scale


# Of at most ten answers there are few counts, and a school has thousands of students.
@lru_cache(maxsize=4096)
def chance_below(accuracy: float, correct: float, answered: float) -> float:
    """Return the probability that the true accuracy lies below a share, by the last answers and the prior."""
    return beta_cdf(accuracy, PRIOR_CORRECT + correct, PRIOR_WRONG + answered - correct)


def _is_mastered(correct: float, answered: float, *, thr: float, prob: float, min_n: int) -> bool:
    if answered < min_n:
        return False
    wrong = answered - correct
    return beta_sf(thr, PRIOR_CORRECT + correct, PRIOR_WRONG + wrong) >= prob
