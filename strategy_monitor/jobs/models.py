"""Long work: what was asked, by whom, who does it until when, how far it is, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from strategy_monitor.language.codes import JobKind, JobState, JobStep

OPEN = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """One piece of work that a process apart does. Whoever holds it renews the lease; where that has run out, the work
    is anybody's again. Only who holds it can say what became of it."""

    kind = models.CharField(max_length=20, choices=JobKind.choices)
    subject = models.CharField(max_length=100)
    """What it works on, « 2025 » or the number of a file: one job of a kind at a time is open for it."""
    arguments = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    called_at = models.DateTimeField(null=True)
    """When a process was last started for it, where no worker runs."""
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    holder = models.CharField(max_length=32, blank=True)
    """Drawn by lot each time that it is taken: who was overtaken does not hold it any more."""
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    """How often it was taken."""
    step = models.CharField(max_length=20, choices=JobStep.choices, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    """Of so many things of this step, `done`; 0 where none are counted."""
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)
    """What its kind says of its end; of a refusal `why`, in French."""
    found = models.BinaryField(null=True)
    """What it was asked to find out, as its kind writes it. It is kept for a while; nothing else depends on it."""

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(fields=["state", "lease_until"], name="jobs_to_do")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running", "done", "failed", "lost"]), name="job_state_is_known"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_open_job_of_a_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{JobKind(self.kind).word} {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN
