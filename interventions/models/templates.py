"""The texts a message can start from."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from simple_history.models import HistoricalRecords

from alpha.accounts.models import School


class MessageTemplate(models.Model):
    class Category(models.TextChoices):
        INACTIVE = "inactive", "Inactive"
        STRUGGLING = "struggling", "Struggling"
        OVERDUE = "overdue", "Overdue"
        ENCOURAGEMENT = "encouragement", "Encouragement"

    category = models.CharField(max_length=50, choices=Category)
    title = models.CharField(max_length=200)
    content = models.TextField()
    variables = models.JSONField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(
        null=True, default=timezone.now, db_default=Now(), editable=False
    )
    school = models.ForeignKey(
        School,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="message_templates",
        help_text="Empty: every school of this server may use it.",
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: shared by all teachers of the school.",
    )
    language = models.CharField(max_length=20, default="en", db_default="en")
    is_active = models.BooleanField(default=True, db_default=True)
    default_key = models.CharField(max_length=50, blank=True, default="", db_default="")

    # Why it is being saved, for its version.
    _change_reason: str

    # A row for every time it was saved, with who did it; what goes past save() has to write it itself.
    versions = HistoricalRecords(
        custom_model_name="MessageTemplateVersion", table_name="message_template_versions"
    )

    class Meta:
        db_table = "message_templates"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "language", "default_key"],
                name="message_template_default_unique",
                condition=~models.Q(default_key=""),
            ),
            models.CheckConstraint(
                name="message_template_category_known",
                condition=models.Q(
                    category__in=["inactive", "struggling", "overdue", "encouragement"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title
