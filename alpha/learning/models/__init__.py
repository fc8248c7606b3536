"""What happened: roster, curriculum, practice, assignments."""

from alpha.learning.models.assignments import AssignedWork, Assignment
from alpha.learning.models.curriculum import Item, Skill
from alpha.learning.models.practice import Attempt, LearningPath, PracticeImport, PracticeSession
from alpha.learning.models.roster import (
    Classroom,
    ClassroomTeacher,
    Enrollment,
    Guardian,
    Guardianship,
    MailOptOut,
    Student,
)

__all__ = [
    "AssignedWork",
    "Assignment",
    "Attempt",
    "Classroom",
    "ClassroomTeacher",
    "Enrollment",
    "Guardian",
    "Guardianship",
    "Item",
    "LearningPath",
    "MailOptOut",
    "PracticeImport",
    "PracticeSession",
    "Skill",
    "Student",
]
