"""One row for each job: when it ran, and when it comes round again."""

from django.db import models


class JobRun(models.Model):
    """The last run of a job. `lease_until` is set while it runs: a worker that was killed in it leaves it behind."""

    name = models.CharField(max_length=100, unique=True)
    next_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    runs = models.PositiveIntegerField(default=0)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
