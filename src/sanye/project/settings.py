"""Django's settings. Everything that differs between installations comes from the environment.

DATABASE_URL, NATS_URL    servers to use; else those named in SANYE_HOME/runtime.json
SANYE_REPLICA_URL         a streaming replica of the database: reports and exports are read there
SANYE_HOME                where state lives (default .sanye)
SANYE_LEAVES              leaves that are on (default crm,erp,scm,insight)
SANYE_SECRET_KEY          signing key; else one made at the first start and kept in SANYE_HOME
SANYE_HOSTS               host names the web server answers to
SANYE_HTTPS               1 where a proxy in front speaks HTTPS: secure cookies, HSTS
SANYE_DRAIN               seconds a web server serves on after SIGTERM while /readyz answers 503, so
                          that a proxy sees it (0; under `sanye up` at most 8)
SANYE_LOG_LEVEL           DEBUG, INFO (default), WARNING, ERROR
SANYE_DEMO                demo company of a first start: FULL (default) or SMALL
SANYE_RATE                requests per caller and web process, `600/m`; empty for no limit
SANYE_FORM_RATE           entries of public forms, and unknown answer links, per address, and new
                          passwords of one's own, per user; each per web process (20/m)
SANYE_KEY_FAILURE_RATE    API keys that are not valid, per address and web process (60/m)
SANYE_STATEMENT_SECONDS   longest statement of a request (60); then 503, and nothing was changed
SANYE_BODY_SECONDS        within which a request's body arrives (20), or 16 kB a second; then 408
SANYE_LOCK_SECONDS        longest wait of a request for rows others are changing (10); then 503
SANYE_PROXIES             how many proxies of your own stand in front (0): that many entries of
                          X-Forwarded-For, from the right, are believed
SANYE_WEBHOOK_NETWORKS    networks of the house that webhooks may lead into, `10.20.0.0/16,…`; there
                          by http and to any port too. None: only the public internet, by https
SANYE_METRICS_TOKEN       what a collector sends to read /metrics; empty: there is no /metrics
SANYE_PUBLIC_URL          address of this installation in links that go out (mail)
SANYE_SMTP_URL            mail server, `smtp://user:password@host:587?tls=1&from=crm@example.com`
                          (smtps for TLS from the start); empty: mails wait, links are copied
"""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote

from sanye.project.logs import set_up_logs
from sanye.project.runtime import environment
from sanye.project.runtime.home import Home

_LEAVES = ("crm", "erp", "scm", "insight")
HOME = Path(os.environ.get("SANYE_HOME", ".sanye")).resolve()


def _runtime() -> dict[str, str]:
    path = HOME / "runtime.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def _secret_key() -> str:
    given = os.environ.get("SANYE_SECRET_KEY")
    if given:
        return given
    path = HOME / "secret_key"
    if path.exists() and (known := path.read_text()):
        return known
    HOME.mkdir(parents=True, exist_ok=True)
    return _made_key(path)


def _made_key(path: Path) -> str:
    """The same for all that start at the same time; never half of one, however we end."""
    with Home(path.parent).locked("secret_key"):
        if path.exists() and (known := path.read_text()):
            return known
        draft = path.with_name(".secret_key")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(made := secrets.token_urlsafe(48))
        draft.replace(path)
        return made


def _database() -> dict[str, object]:
    given = environment.database("DATABASE_URL", DATABASE_URL or "postgresql://127.0.0.1/sanye")
    given["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": 8, "max_lifetime": 600, "timeout": 10},
        "keepalives_idle": 30,  # a server whose machine is gone is not waited for
        "keepalives_interval": 10,
        "tcp_user_timeout": 60_000,
    } | given["OPTIONS"]
    return given


def _replica() -> dict[str, object]:
    given = environment.database("SANYE_REPLICA_URL", REPLICA_URL)
    given["OPTIONS"] = {"connect_timeout": 2} | given["OPTIONS"]
    return given


DATABASE_URL = os.environ.get("DATABASE_URL") or _runtime().get("DATABASE_URL", "")
REPLICA_URL = os.environ.get("SANYE_REPLICA_URL", "")
NATS_URL = os.environ.get("NATS_URL") or _runtime().get("NATS_URL", "")
for _one in NATS_URL.split(","):
    environment.address("NATS_URL", _one, ("nats", "tls", "ws", "wss"))
LEAVES = environment.words("SANYE_LEAVES", ",".join(_LEAVES), _LEAVES)

SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = environment.words("SANYE_HOSTS", "127.0.0.1,localhost,testserver")
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
ROOT_URLCONF = "sanye.project.urls"
WSGI_APPLICATION = "sanye.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "stem.User"
DATABASES = {"default": _database()}
if REPLICA_URL:
    DATABASES["replica"] = _replica()
    DATABASE_ROUTERS = ["sanye.stem.rows.replica.ReplicaReads"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "ninja",
    "sanye.stem",
    "sanye.crm",
    "sanye.erp",
    "sanye.scm",
    "sanye.insight",
    "sanye.project",
]
MIDDLEWARE = [
    "sanye.stem.http.proxies.TrustedProxies",
    "sanye.stem.http.tracing.TracedRequests",
    "sanye.stem.http.guarding.GuardedAnswers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sanye.project.probes.Probes",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [Path(__file__).parent / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "sanye.stem.identity.adapter.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/300s/key"}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "stem_cache",
    }
}
SANYE_DEMO = environment.one_of("SANYE_DEMO", "FULL", ("FULL", "SMALL"))
SANYE_RATE = environment.rate("SANYE_RATE", "30000/m")
SANYE_FORM_RATE = environment.rate("SANYE_FORM_RATE", "20/m")
SANYE_KEY_FAILURE_RATE = environment.rate("SANYE_KEY_FAILURE_RATE", "60/m")
SANYE_PROXIES = environment.number("SANYE_PROXIES", 0)
SANYE_STATEMENT_SECONDS = environment.number("SANYE_STATEMENT_SECONDS", 60)
SANYE_LOCK_SECONDS = environment.number("SANYE_LOCK_SECONDS", 10)
SANYE_BODY_SECONDS = environment.number("SANYE_BODY_SECONDS", 20)
SANYE_DRAIN = environment.number("SANYE_DRAIN", 0)
SANYE_WEBHOOK_NETWORKS = environment.networks("SANYE_WEBHOOK_NETWORKS")
SANYE_METRICS_TOKEN = os.environ.get("SANYE_METRICS_TOKEN", "")
SANYE_METRICS_DIRECTORY = HOME / "metrics"
SANYE_PUBLIC_URL = os.environ.get("SANYE_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
SANYE_SMTP_URL = os.environ.get("SANYE_SMTP_URL", "")
_SMTP = environment.address("SANYE_SMTP_URL", SANYE_SMTP_URL, ("smtp", "smtps"))
_SMTP_OPTIONS = dict(parse_qsl(_SMTP.query))
EMAIL_HOST = _SMTP.hostname or "localhost"
EMAIL_PORT = _SMTP.port or 25
EMAIL_HOST_USER = unquote(_SMTP.username or "")
EMAIL_HOST_PASSWORD = unquote(_SMTP.password or "")
EMAIL_USE_SSL = _SMTP.scheme == "smtps"
EMAIL_USE_TLS = not EMAIL_USE_SSL and _SMTP_OPTIONS.get("tls") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = _SMTP_OPTIONS.get("from", "sanye@localhost")
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
HTTPS = environment.switch("SANYE_HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^(healthz|readyz|metrics)$"]  # see `probes`
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SESSION_ENGINE = "sanye.stem.identity.session_keys"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
X_FRAME_OPTIONS = "DENY"
LOGGING = set_up_logs(environment.log_level())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
SILENCED_SYSTEM_CHECKS = ["models.W042"]
