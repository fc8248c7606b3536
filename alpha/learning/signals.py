"""The project's one signal: what must know of practice may not be imported from here."""

from django.dispatch import Signal

# Sent after commit with `school` and `student_ids` (a sorted tuple).
practice_recorded = Signal()
