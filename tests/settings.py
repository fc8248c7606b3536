"""Settings of the test suite: the real ones, with a database file of its own for each run."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("SECURE_SSL_REDIRECT", "false")

from alpha.settings import *  # noqa: F403  # a settings module takes over every name
from alpha.settings import DATABASES, STORAGES

# A file, not memory: browser tests and threads share it. One name per process: runs do not meet.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"alpha-test-{os.getpid()}.sqlite3")
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Done on the spot; the worker's own tests put the queue back.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# A message is there at once; the tests of taking it back give it time.
MESSAGE_UNDO_SECONDS = 0
# Nothing is collected for tests: files are found where they lie.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
# Looked up when asked for: every test's client would list all the files first.
WHITENOISE_AUTOREFRESH = True
# The test client and the browser speak plain http.
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_SECURE = False
CSRF_COOKIE_NAME = "csrftoken"
LOGGING = None
