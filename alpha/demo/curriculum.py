"""The skills of the demonstration school, each with what comes before it and with questions of every level."""

from alpha.accounts.models import School
from alpha.demo.questions.bank import questions_of
from alpha.learning.models import Skill
from alpha.learning.services.curriculum import NewItem, add_items, create_skill

MATH, READING = "Math", "Reading"

# code, name, subject, codes of the prerequisites (always further up)
SKILLS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("place-value", "Place Value", MATH, ()),
    ("multiplication", "Multiplication", MATH, ()),
    ("division", "Division", MATH, ("multiplication",)),
    ("fractions", "Fractions", MATH, ("division",)),
    ("equivalent-fractions", "Equivalent Fractions", MATH, ("fractions",)),
    ("adding-fractions", "Adding Fractions", MATH, ("equivalent-fractions",)),
    ("decimals", "Decimals", MATH, ("place-value", "fractions")),
    ("ratios", "Ratios", MATH, ("equivalent-fractions",)),
    ("percentages", "Percentages", MATH, ("decimals", "ratios")),
    ("order-of-operations", "Order of Operations", MATH, ("division",)),
    ("negative-numbers", "Negative Numbers", MATH, ("order-of-operations",)),
    ("expressions", "Expressions", MATH, ("negative-numbers",)),
    ("equations", "Equations", MATH, ("expressions",)),
    ("area", "Area and Perimeter", MATH, ("multiplication",)),
    ("vocabulary", "Vocabulary in Context", READING, ()),
    ("main-idea", "Main Idea", READING, ("vocabulary",)),
    ("inference", "Inference", READING, ("main-idea",)),
    ("point-of-view", "Point of View", READING, ("main-idea",)),
    ("summarizing", "Summarizing", READING, ("main-idea", "inference")),
]


def create_skills(school: School) -> dict[str, Skill]:
    """Make the skills; the answer finds each by its code."""
    skills: dict[str, Skill] = {}
    for code, name, subject, before in SKILLS:
        skills[code] = create_skill(
            school,
            code=code,
            name=name,
            subject=subject,
            prerequisites=[skills[prerequisite] for prerequisite in before],
        )
    return skills


def create_questions(skills: dict[str, Skill]) -> None:
    add_items(
        NewItem(skill, level, question.prompt, question.answer, question.choices)
        for code, skill in skills.items()
        for level, questions in questions_of(code).items()
        for question in questions
    )
