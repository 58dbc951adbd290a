"""All settings in one file. Values that differ between machines come from the environment."""

from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels

from hearme.common.logs import configure_logs

env = environ.Env()

# ---------------------------------------------------------------- This machine
BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY")
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
HTTPS = env.bool("HTTPS", default=not DEBUG)
VAR_DIR = Path(env.str("HEARME_VAR", default=str(BASE_DIR / "var")))

# ---------------------------------------------------------------- Apps, from the bottom layer up
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "hearme.common",
    "hearme.accounts",
    "surveys",
    "responses",
    "reports",
]

# ---------------------------------------------------------------- Middleware
MIDDLEWARE = [
    "hearme.common.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    # Answers need neither session nor login: the public door answers before the rest is built.
    "responses.middleware.public_door",
    "reports.middleware.report_doors",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "hearme.common.api_answers.api_answers",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hearme.accounts.middleware.OrganizationMiddleware",
]
ROOT_URLCONF = "hearme.urls"
WSGI_APPLICATION = "hearme.wsgi.application"

# ---------------------------------------------------------------- Data
DATABASES = {"default": env.db_url("DATABASE_URL")}
BEHIND_PGBOUNCER = env.bool("BEHIND_PGBOUNCER", default=False)
DATABASES["default"] |= {
    "CONN_MAX_AGE": 600,
    "DISABLE_SERVER_SIDE_CURSORS": BEHIND_PGBOUNCER,
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}

# ---------------------------------------------------------------- Background work
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
    "max_retries": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_POOL_LIMIT = 4
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Without it Celery reconnects to PostgreSQL before and after every task.
CELERY_DB_REUSE_MAX = 1000
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "beat of the heart": {"task": "hearme.common.tasks.beat_heart", "schedule": 10.0},
    "sweep": {"task": "reports.tasks.sweep_waiting_responses", "schedule": 10.0},
    "sweep comments": {"task": "reports.tasks.list_changed_comments", "schedule": 10.0},
    "look for bursts": {
        "task": "responses.tasks.suspect_bursts_of_equals",
        "schedule": crontab(),
    },
    "release unproven": {
        "task": "responses.tasks.release_unproven_responses",
        "schedule": crontab(minute="*/5"),
    },
    "sweep posters": {
        "task": "responses.tasks.sweep_poster_orders",
        "schedule": crontab(minute="*/5"),
    },
    "sweep exports": {
        "task": "reports.tasks.sweep_export_orders",
        "schedule": crontab(minute="*/5"),
    },
    "send mails": {"task": "reports.tasks.make_due_mails", "schedule": crontab()},
    "sweep files": {
        "task": "responses.tasks.sweep_unclaimed_attachments",
        "schedule": crontab(hour=20, minute=17),
    },
}

# ---------------------------------------------------------------- Pages
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ],
            "builtins": ["django.templatetags.i18n", "hearme.common.templatetags.hearme"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
MESSAGE_TAGS = {
    message_levels.SUCCESS: "good",
    message_levels.WARNING: "warn",
    message_levels.ERROR: "bad",
}
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(VAR_DIR / "static"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# Files of customers: never served from here, only through a view that checks who asks.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(VAR_DIR / "media"))()
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
SURVEY_LANGUAGES = {
    "vi": "Tiếng Việt",
    "en": "English",
    "zh": "中文",
    "ru": "Русский",
    "ko": "한국어",
}
USE_I18N = True
FORMAT_MODULE_PATH = "hearme.common.formats"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# ---------------------------------------------------------------- Accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "hearme.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "add_email": "hearme.accounts.forms.AddEmailForm",
    "change_password": "hearme.accounts.forms.ChangePasswordForm",
    "login": "hearme.accounts.forms.LoginForm",
    "reauthenticate": "hearme.accounts.forms.ReauthenticateForm",
    "reset_password": "hearme.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "hearme.accounts.forms.ResetPasswordKeyForm",
    "set_password": "hearme.accounts.forms.SetPasswordForm",
    "signup": "hearme.accounts.forms.SignupForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# With real mail the address is proved first; then sign-up cannot tell whether one is known.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if env.str("EMAIL_URL", default="") else "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
# The visitor decides: until the browser closes, or SESSION_COOKIE_AGE.
ACCOUNT_SESSION_REMEMBER = None

# ---------------------------------------------------------------- Safety
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_SSL_REDIRECT = HTTPS
# A program that sent its key in the open is told so (api_answers), not quietly led to https.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^api/(?!v1/docs)"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https") else []
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# ---------------------------------------------------------------- Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Hearme <hello@hearme.test>")
EMAIL_TIMEOUT = 10

# ---------------------------------------------------------------- API
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hearme.accounts.api.door.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["hearme.accounts.api.door.HasKey"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["hearme.common.parsers.CleanJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "hearme.common.problems.problem",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hearme API",
    "DESCRIPTION": (
        "Surveys, collectors, responses and report figures of one organization. Send the "
        "organization's key as `Authorization: Bearer hm_…`. Errors are `application/problem+json`."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "CollectorKindEnum": "responses.api.collectors.KINDS",
        "KindEnum": "surveys.api.KINDS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hearme.common.schema.add_problems",
    ],
}

# ---------------------------------------------------------------- Hearme's own
FORM_TOKEN_HOURS = 24
"""How long an opened survey page may be sent."""
DOOR_SECONDS = env.float("DOOR_SECONDS", default=1.0)
"""How long a page may be shown as its code was looked up last; what is sent is always looked up."""
OPENING_SECONDS = env.float("OPENING_SECONDS", default=2.0)
"""How long openings of pages are gathered in memory; 0: until somebody asks for them."""
GUARD = env.bool("GUARD", default=True)
"""Whether answers are judged by how they come. What measures or tests the site sends like a bot."""
COUNT_AFTER_SECONDS = 1.0
"""How long responses of one survey may gather before a worker counts them together."""

LOGGING_CONFIG = None
configure_logs(debug=DEBUG)
