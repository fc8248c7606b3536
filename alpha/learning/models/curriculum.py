"""What can be learned: skills and the questions that practise them."""

from django.core.exceptions import ValidationError
from django.db import models

from alpha.accounts.models import School
from alpha.learning.models.roster import unique_external_id


class Skill(models.Model):
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="skills")
    code = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=100, blank=True)
    prerequisites: models.ManyToManyField = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="leads_to"
    )
    source = models.CharField(max_length=50, blank=True)
    external_id = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "code"], name="skill_code_unique"),
            unique_external_id("skill_external_id_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    class Difficulty(models.TextChoices):
        EASY = "easy", "Easy"
        MEDIUM = "medium", "Medium"
        HARD = "hard", "Hard"

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="items")
    difficulty = models.CharField(max_length=20, choices=Difficulty, default=Difficulty.MEDIUM)
    prompt = models.TextField()
    answer = models.CharField(max_length=200)
    choices = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["skill", "id"]

    def __str__(self) -> str:
        return self.prompt[:80]

    def clean(self) -> None:
        if not isinstance(self.choices, list) or not all(
            isinstance(choice, str) for choice in self.choices
        ):
            raise ValidationError({"choices": 'Choices are a list of texts: ["1/2", "1/3"].'})
        if self.choices and self.answer not in self.choices:
            raise ValidationError({"choices": "The answer has to be one of the choices."})
