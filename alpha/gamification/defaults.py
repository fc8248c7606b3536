"""The achievements every server begins with; whoever runs it edits them or switches them off."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefaultAchievement:
    code: str
    name: str
    description: str
    metric: str
    need: int


DEFAULT_ACHIEVEMENTS = (
    DefaultAchievement("active-days-1", "First step", "Practiced on a day.", "active_days", 1),
    DefaultAchievement(
        "active-days-10", "Ten days of practice", "Practiced on 10 days.", "active_days", 10
    ),
    DefaultAchievement(
        "active-days-30", "Thirty days of practice", "Practiced on 30 days.", "active_days", 30
    ),
    DefaultAchievement(
        "active-days-100",
        "A hundred days of practice",
        "Practiced on 100 days.",
        "active_days",
        100,
    ),
    DefaultAchievement(
        "questions-100", "100 questions", "Answered 100 questions.", "questions_answered", 100
    ),
    DefaultAchievement(
        "questions-500", "500 questions", "Answered 500 questions.", "questions_answered", 500
    ),
    DefaultAchievement(
        "questions-2000", "2,000 questions", "Answered 2,000 questions.", "questions_answered", 2000
    ),
    DefaultAchievement(
        "skills-1", "First skill mastered", "Mastered a skill.", "skills_mastered", 1
    ),
    DefaultAchievement(
        "skills-5", "Five skills mastered", "Mastered 5 skills.", "skills_mastered", 5
    ),
    DefaultAchievement(
        "skills-10", "Ten skills mastered", "Mastered 10 skills.", "skills_mastered", 10
    ),
    DefaultAchievement(
        "streak-3", "Three in a row", "Practiced 3 school days in a row.", "streak_days", 3
    ),
    DefaultAchievement(
        "streak-5", "A school week in a row", "Practiced 5 school days in a row.", "streak_days", 5
    ),
    DefaultAchievement(
        "streak-10", "Ten in a row", "Practiced 10 school days in a row.", "streak_days", 10
    ),
    DefaultAchievement(
        "streak-20", "Twenty in a row", "Practiced 20 school days in a row.", "streak_days", 20
    ),
)
