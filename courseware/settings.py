"""The one settings file. What differs between machines comes from the environment; a missing secret fails loudly.

DATABASE_URL, REDIS_URL, SECRET_KEY, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, EMAIL_URL, DEBUG, HTTPS, BEHIND_PROXY,
NABLA_STATE; the same names may stand in the file `environment` of the state folder, where a real variable wins over it.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import environ
import structlog
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
STATE = Path(env.str("NABLA_STATE", default="") or BASE_DIR / ".nabla").resolve()
env.read_env(STATE / "environment")

DEBUG = env.bool("DEBUG", default=False)
# The suite sets it: cheap password hashes, no manifest of static files. Never on a machine that people use.
TESTING = env.bool("NABLA_TESTING", default=False)

SECRET_KEY = env.str(
    "SECRET_KEY", default="for development only, long and known to everybody on earth" if DEBUG else ""
)
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. On your own machine run `python3 bootstrap.py setup` (or set DEBUG=1); on a server set"
        " SECRET_KEY to 50 random characters that stay the same between restarts."
    )
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEBUG or TESTING else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "courseware",
    "exercises",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "courseware.middleware.reference_number",
    "courseware.middleware.address_behind_proxy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "courseware.middleware.private_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "courseware.middleware.reader_time_zone",
    "courseware.middleware.size_limit",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "courseware.urls"
WSGI_APPLICATION = "courseware.wsgi.application"
ASGI_APPLICATION = "courseware.asgi.application"

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
                "csp.context_processors.nonce",
                "courseware.context.site",
            ]
        },
    }
]

# --- Where things are kept -------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{STATE / 'nabla.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # In SQLite's default mode a transaction that reads and then writes fails at once instead of waiting its turn.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Per process on purpose: no page may depend on Redis, and failed sign-ins are counted in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
STATICFILES_DIRS = [folder for folder in (STATE / "bundle",) if folder.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = STATE / "media"

# --- The queue carries keys of rows, nothing else --------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Queueing happens while a learner waits for the page: with Redis away it gives up at once and the sweeper queues later.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 1.0
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_connect_timeout": 1.0,
    # A Redis that hangs holds up the learner who submits for so long; workers ask it for a second at a time.
    "socket_timeout": 3.0,
    "max_retries": 0,
}
CELERY_BEAT_SCHEDULE_FILENAME = str(STATE / "beat")
# Programs wait in a queue of their own, and upkeep that runs authors' code in the workshop; some workers read neither.
# Workers take from their queues in turn: a long one of answers does not keep them from telling that they live.
CELERY_TASK_QUEUES: dict[str, dict[str, str]] = {"celery": {}, "programs": {}, "upkeep": {}, "workshop": {}}
UPKEEP, WORKSHOP = {"queue": "upkeep", "expires": 60}, {"queue": "workshop", "expires": 60}
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "exercises.tasks.sweep_submissions", "schedule": 10.0, "options": UPKEEP},
    "runs": {"task": "exercises.tasks.sweep_runs", "schedule": 10.0, "options": UPKEEP},
    "restock": {"task": "exercises.tasks.restock_variants", "schedule": 10.0, "options": WORKSHOP},
    "programs": {"task": "exercises.tasks.programs_heartbeat", "schedule": 10.0, "options": WORKSHOP},
    "heartbeat": {"task": "exercises.tasks.heartbeat", "schedule": 10.0, "options": UPKEEP},
    "sessions": {"task": "courseware.tasks.clear_sessions", "schedule": 3600.0, "options": UPKEEP},
}
# The judges have budgets of their own. Whatever hangs in spite of them is killed before its lease ends.
CELERY_TASK_TIME_LIMIT = 145
CELERY_TIMEZONE = "UTC"

# --- Accounts --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "courseware.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "courseware.demo.RefuseDemo",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_FORMS = {"login": "courseware.sign_in.SignInForm"}
ACCOUNT_ADAPTER = "courseware.accounts.Adapter"
ACCOUNT_SIGNUP_FORM_CLASS = "courseware.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = env.str("EMAIL_VERIFICATION", default="optional")
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Failed sign-ins are throttled by axes, in the database and for all web processes together.
ACCOUNT_RATE_LIMITS = {"login_failed": "", "login": "", "signup": "" if TESTING else "20/m/ip"}
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=10)
# Name and address together: nobody can lock another person out from elsewhere.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "courseware.doorkeeper.Doorkeeper"
# Many, for a whole class may sit behind one address; few enough that nobody tries one password on every name.
FAILURES_OF_AN_ADDRESS = 60
# What is tried during a lock does not make it longer: the others of the class would keep it up by trying.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_CALLABLE = "courseware.views.errors.name_at_the_door"
AXES_LOCKOUT_CALLABLE = "courseware.views.errors.locked_out"
AXES_VERBOSE = False

email = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = email["EMAIL_BACKEND"], email["EMAIL_HOST"], email["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = email["EMAIL_HOST_USER"], email["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = email.get("EMAIL_USE_TLS", False), email.get("EMAIL_USE_SSL", False)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Nabla <nabla@localhost>")

# --- Walls of the web ------------------------------------------------------------------------------------------------

HTTPS = env.bool("HTTPS", default=not (DEBUG or TESTING))
SECURE_SSL_REDIRECT = HTTPS
# Load balancers ask from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
# Nabla cannot speak for the other hosts of the domain it happens to stand in.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "courseware.views.errors.csrf_failure"
# The whole request, files too: no page takes files (courseware.middleware.size_limit).
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        # CodeMirror and MathLive write <style> elements of their own, without a nonce.
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "font-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# --- Words and times -------------------------------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
COURSES = BASE_DIR / "courseware" / "courses"
LIBRARY = BASE_DIR / "exercises" / "library"

# --- Logs ------------------------------------------------------------------------------------------------------------

LOG_STEPS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": LOG_STEPS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.dev.ConsoleRenderer(colors=False) if DEBUG else structlog.processors.JSONRenderer(),
            ],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
        "axes": {"level": "WARNING"},
    },
}
structlog.configure(
    processors=[*LOG_STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
