"""Settings of the project. Everything that differs between machines comes from the environment."""

import stat
from pathlib import Path

import environ
from csp.constants import SELF
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION = "0.1.0"

env = environ.Env()

DATABASE_URL = env("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where heavy arithmetic runs: "local", or "dask://host:port".
FASTDSO_COMPUTE = env("FASTDSO_COMPUTE", default="local")
FASTDSO_FILES = Path(env("FASTDSO_FILES", default=str(BASE_DIR / "files")))
TIME_ZONE = env("TIME_ZONE", default="America/Santiago")
LANGUAGE_CODE = env("LANGUAGE_CODE", default="es")
# Where the site is, as mail says it. Mail is sent where EMAIL_URL says how.
SITE_URL = env("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
EMAIL_URL = env("EMAIL_URL", default="")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="fastdso@localhost")
if EMAIL_URL:
    globals().update(env.email_url_config(EMAIL_URL))
# Who made a run does not approve it.
FASTDSO_FOUR_EYES = env.bool("FASTDSO_FOUR_EYES", default=True)
# The most memory a worker may ask for, in MB; 0 leaves it to the system.
FASTDSO_WORKER_MEMORY = env.int("FASTDSO_WORKER_MEMORY", default=0)


def own_secret_key(path: Path) -> str:
    """The key of this installation: made at the first start, readable by its owner only."""
    if not path.exists():
        path.touch(mode=stat.S_IRUSR | stat.S_IWUSR)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env("SECRET_KEY", default="") or own_secret_key(BASE_DIR / ".secret_key")

INSTALLED_APPS = [
    "fastdso",
    "unfold",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "unfold.contrib.simple_history",
    "fastdso.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "axes",
    "csp",
    "django_filters",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "simple_history",
    "runs",
    "catalog",
    "intake",
    "sales",
    "stock",
    "forecasting",
    "distribution",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "fastdso.middleware.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fastdso.urls"
WSGI_APPLICATION = "fastdso.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

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
            ],
        },
    },
]

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        # Deferred transactions that start with a read fail at once when another one writes.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;"
        ),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 300
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A machine that dies says no goodbye. Both sides notice within 30 seconds: the server, which
    # then frees what the machine held (its presence, see runs/services/presence.py), and we.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 10,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 4,
        "tcp_user_timeout": 30_000,
        "options": "-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 "
        "-c tcp_keepalives_count=4 -c tcp_user_timeout=30000",
        **DATABASES["default"].get("OPTIONS", {}),
    }

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
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
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "fastdso.views.locked_out"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "login"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
FORMAT_MODULE_PATH = ["fastdso.formats"]

STATIC_URL = "static/"
STATIC_ROOT = env("STATIC_ROOT", default=None)  # only for `collectstatic`
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# The largest upload, and what may stay in memory while it arrives.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# A preview says two things of each unknown store, and a file may have 2,000 of them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Alpine, which unfold ships, evaluates the expressions of its attributes.
        "script-src": [SELF, "'unsafe-eval'"],
        "style-src": [SELF, "'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": [SELF],
        "base-uri": [SELF],
    }
}

FILTERS_EMPTY_CHOICE_LABEL = pgettext_lazy("filter", "All")
DJANGO_TABLES2_TEMPLATE = "runs/table.html"

IMPORT_EXPORT_SKIP_ADMIN_CONFIRM = False
IMPORT_EXPORT_IMPORT_PERMISSION_CODE = "change"
IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"
SIMPLE_HISTORY_REVERT_DISABLED = True

UNFOLD = {
    "SITE_TITLE": "FastDSO",
    "SITE_HEADER": "FastDSO",
    "SITE_SUBHEADER": _("Distribution, sales and stock"),
    "SITE_SYMBOL": "local_shipping",
    "SITE_URL": "/dashboard/",
    "SHOW_HISTORY": True,
    "SHOW_VIEW_ON_SITE": False,
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": "fastdso.navigation.favicon"}
    ],
    "STYLES": ["fastdso.navigation.stylesheet"],
    "SIDEBAR": {"navigation": "fastdso.navigation.sidebar"},
    "BORDER_RADIUS": "8px",
    "COLORS": {
        "primary": {
            "50": "oklch(97.5% .014 200)",
            "100": "oklch(94.5% .03 200)",
            "200": "oklch(89.5% .055 200)",
            "300": "oklch(82% .09 200)",
            "400": "oklch(72% .115 202)",
            "500": "oklch(62% .115 205)",
            "600": "oklch(52.5% .1 207)",
            "700": "oklch(45% .085 210)",
            "800": "oklch(39.5% .07 212)",
            "900": "oklch(34.5% .058 214)",
            "950": "oklch(26% .045 216)",
        },
    },
}

# Indexes carry further columns on PostgreSQL; SQLite leaves them out, and says so each time.
SILENCED_SYSTEM_CHECKS = ["models.W040"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"axes": {"level": "WARNING"}},
}
