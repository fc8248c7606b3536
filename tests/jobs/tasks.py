"""Tasks for the tests of the queue: the queue finds them by their path."""

from django_tasks import task

done: list[str] = []


@task()
def note(word):
    done.append(word)


@task()
def fail():
    raise ValueError("not today")
