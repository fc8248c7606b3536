"""Settings of Alpha, from the environment, safe when nothing is set.

Read at deployment: SECRET_KEY (required unless DEBUG or DEMO), ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, DATABASE_URL,
CACHE_URL, EMAIL_URL, DEFAULT_FROM_EMAIL, SITE_URL, MESSAGE_UNDO_SECONDS, API_REQUESTS_PER_MINUTE, TRUST_PROXY_HEADER,
LOG_LEVEL. DEBUG is for developers, DEMO for `make demo`: both serve plain http on this machine only.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Core

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
LOCAL_ONLY = DEBUG or DEMO


def local_secret_key() -> str:
    """A secret that survives restarts of a demo or a developer's server, so that sign-ins do too."""
    path = BASE_DIR / ".secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not LOCAL_ONLY:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a long random value (or DEBUG=true on a developer's machine)."
        )
    SECRET_KEY = local_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "alpha.accounts",
    "alpha.notifications",
    "alpha.gamification",
    "alpha.learning",
    "analytics",
    "interventions",
    "alpha.jobs",
    "alpha",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "simple_history",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    "alpha.apps.SchoolAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    # Before staticfiles: its runserver would serve files without the headers that production has.
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "alpha.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "alpha.response_headers.PrivateResponseMiddleware",
    "alpha.health.HealthMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "alpha.htmx.SignInRequiredMiddleware",
    "alpha.accounts.middleware.SchoolTimeZoneMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "alpha.urls"
WSGI_APPLICATION = "alpha.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "alpha.context_processors.navigation",
                "alpha.demo.sign_ins.demo_sign_ins",
            ],
        },
    },
]

# Database

DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}"),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at the start, so that two writers wait for each other
    # instead of failing half-way with "database is locked"; WAL lets readers go on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A page asks small questions: starting helper processes for one takes longer than answering it.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "options", "-c max_parallel_workers_per_gather=0"
    )

DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

# The limits on guessing passwords are counted here. Memory is counted in each process by itself: where several serve,
# set CACHE_URL to one they share (redis://…, or dbcache://alpha_cache after `manage.py createcachetable alpha_cache`).
CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}

# People and sign-in

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "alpha.accounts.backends.UsernameBackend",
    "alpha.accounts.backends.EmailBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "alpha.accounts.adapters.SchoolAccountAdapter"
ACCOUNT_FORMS = {"login": "alpha.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
# The school's office vouches for its people; a student may have no address to verify.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# Nobody is invited to sign up by mail: an address we do not know gets none.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# A whole school comes from one address, and all of it at eight in the morning: the limits per address are wide, the
# one per sign-in name is not.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "120/m/ip,5/300s/key"}
SESSION_COOKIE_AGE = 12 * 60 * 60

# Mail

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
if DEMO and "EMAIL_URL" not in env:
    # The demonstration writes to invented people: their mail becomes files to look at.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = BASE_DIR / "sent_mail"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL",
    default="Maple Grove School <office@maple-grove.example>"
    if DEMO
    else "Alpha <alpha@localhost>",
)
# What links in mails begin with. Never taken from a request: whoever sends one could put another host into it.
SITE_URL = env.str(
    "SITE_URL",
    default="http://127.0.0.1:8000" if LOCAL_ONLY else f"https://{ALLOWED_HOSTS[0].lstrip('.')}",
).rstrip("/")

# Background work: kept in the database, done by `manage.py worker`.

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Messages: how long one waits before the student gets it, so that it can be taken back.

MESSAGE_UNDO_SECONDS = env.int("MESSAGE_UNDO_SECONDS", default=10)

# The JSON API: how often one token, or one person with a page, may ask in a minute.

API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=300)

# Language and time: instants are stored in UTC; each person sees the school's zone.

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

# Static files

STATIC_URL = "static/"
# Collected for production only; a demo or a developer is served from where the files are.
STATIC_ROOT = None if LOCAL_ONLY else BASE_DIR / "staticfiles"
NODE_MODULES = BASE_DIR / "node_modules"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/bootstrap", NODE_MODULES / "bootstrap" / "dist"),
    ("vendor/chart.js", NODE_MODULES / "chart.js" / "dist"),
    ("vendor/chartjs-plugin-annotation", NODE_MODULES / "chartjs-plugin-annotation" / "dist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL_ONLY
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL_ONLY
WHITENOISE_AUTOREFRESH = DEBUG

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Security

SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
if not LOCAL_ONLY:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    if env.bool("TRUST_PROXY_HEADER", default=False):
        # Only where the proxy strips what a visitor sends under this name.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        ALLAUTH_TRUSTED_PROXY_COUNT = 1

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Logs: one line of JSON each, with the id of the request it belongs to.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "alpha.request_log.RequestIdFilter"}},
    "formatters": {"json": {"()": "alpha.request_log.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "json",
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": False},
    },
}
