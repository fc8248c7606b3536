"""The twelve message templates every school starts with: four categories, three each, in the order they are offered.

Tone: finding something hard is normal, asking for help is a strength, the student can do this. Never a comparison with
others, never a word for what is lacking (tests/interventions/test_defaults.py holds the list).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefaultTemplate:
    """`key` recognizes the template after a teacher has changed its title and text."""

    key: str
    category: str
    title: str
    content: str


DEFAULT_TEMPLATES: tuple[DefaultTemplate, ...] = (
    DefaultTemplate(
        "inactive_check_in",
        "inactive",
        "Check In",
        "Hi {student_name}, I noticed you haven't practiced in {days} days. Is everything all right?"
        " Ten minutes today is a good way back in, and I am happy to help you start.",
    ),
    DefaultTemplate(
        "inactive_encouragement",
        "inactive",
        "Encouragement",
        "Hi {student_name}, every bit of practice makes the next one easier."
        " We miss you! Can you practice today? A few questions are enough to get going again.",
    ),
    DefaultTemplate(
        "inactive_class_update",
        "inactive",
        "Class Update",
        "Hi {student_name}, here is a good moment to join in. Your class is working on {skill}."
        " Start with a few questions, and ask me about anything that feels new.",
    ),
    DefaultTemplate(
        "struggling_support",
        "struggling",
        "Support - Struggling with Skill",
        "Hi {student_name}, I see you're working hard on {skill_name}."
        " I created an easier assignment to help you build confidence.",
    ),
    DefaultTemplate(
        "struggling_meeting_offer",
        "struggling",
        "Meeting Offer",
        "Hi {student_name}, {skill_name} takes time, and finding it hard at first is normal."
        " Let's meet tomorrow to go over it together. Bring one question you would like to start with.",
    ),
    DefaultTemplate(
        "struggling_resource",
        "struggling",
        "Resource Suggestion",
        "Hi {student_name}, here is an idea for {skill_name}. Try watching the video tutorial first,"
        " then do a few questions. If something is still unclear, ask me: asking is how people learn.",
    ),
    DefaultTemplate(
        "overdue_reminder",
        "overdue",
        "Reminder",
        "Hi {student_name}, a friendly reminder. The assignment is due soon."
        " Begin with the first question, and tell me if you get stuck so that we can look at it together.",
    ),
    DefaultTemplate(
        "overdue_check",
        "overdue",
        "Check",
        "Hi {student_name}, a quick look at your assignment. I see you haven't started yet."
        " Is something in the way? The first question is often the hardest, and I can help with it.",
    ),
    DefaultTemplate(
        "overdue_follow_up",
        "overdue",
        "Follow Up",
        "Hi {student_name}, about your assignment. This was due yesterday, and it is still worth doing."
        " Let me know if you need more time or some help, and we will find a way.",
    ),
    DefaultTemplate(
        "encouragement_praise",
        "encouragement",
        "Praise",
        "Hi {student_name}! Great job! Keep up the excellent work!"
        " I can see the effort you put into your practice.",
    ),
    DefaultTemplate(
        "encouragement_celebrate",
        "encouragement",
        "Celebrate",
        "Good news, {student_name}. Your accuracy improved to {accuracy}%!"
        " That comes from your practice. What helped you most?",
    ),
    DefaultTemplate(
        "encouragement_streak",
        "encouragement",
        "Streak",
        "Hi {student_name}! You're on a {streak_days}-day streak!"
        " Coming back day after day is how skills grow. I am proud of your effort.",
    ),
)
