"""Django's settings, made from the node's one settings file."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from gongshu.site import node as nodes

_PACKAGE = Path(__file__).resolve().parent.parent


def _without_node() -> nodes.Node:
    folder = Path(tempfile.gettempdir()) / f"gongshu-no-node-{os.getuid()}"
    return nodes.Node(
        folder=folder, jurisdiction="cn/sichuan/dazhou", rehearsal=True, master_key=folder.with_suffix(".key")
    )


_node = nodes.current()
GONGSHU: nodes.Node = _node or _without_node()

SECRET_KEY = _node.derived("sessions").hex() if _node else "no node, so nothing is signed with this"
DEBUG = False
ALLOWED_HOSTS = list(GONGSHU.hosts)
ROOT_URLCONF = "gongshu.site.urls"
WSGI_APPLICATION = "gongshu.site.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_ID = 1

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "gongshu.ui",  # before allauth, whose pages it draws in its own look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "gongshu.jobs",
    "gongshu.audit",
    "gongshu.people",
    "gongshu.cases",
    "gongshu.catalogue",
    "gongshu.registers",
    "gongshu.standards",
    "gongshu.grants",
    "gongshu.sharing",
    "gongshu.interfaces",
    "gongshu.subscription",
    "gongshu.collection",
    "gongshu.quality",
    "gongshu.opening",
    "gongshu.participation",
    "gongshu.demand",
    "gongshu.oversight",
    "gongshu.oneform",
    "gongshu.census",
    "gongshu.classification",
    "gongshu.projects",
    "gongshu.bases",
    "gongshu.portal",
    "gongshu.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongshu.ui.middleware.ContentSecurityPolicy",
    "gongshu.ui.middleware.Problems",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongshu.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "gongshu.ui.templatetags.gongshu"],
        },
    }
]


# Seconds that a thread keeps its connection. Opening one for each request took a tenth of a page's time: SQLite reads the whole
# schema anew, PostgreSQL starts a process.
_KEPT = 60


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    host = parse_qs(parts.query).get("host", [parts.hostname or ""])[0]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "gongshu",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": _KEPT,
        "CONN_HEALTH_CHECKS": True,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": _KEPT,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": pragmas},
        # Tests with several connections and processes need a file, not memory.
        "TEST": {"NAME": str(path.with_name("test.sqlite"))},
    }


def _oidc(said: Mapping[str, str]) -> dict[str, Any]:
    app: dict[str, Any] = {
        "provider_id": said["id"],
        "name": said["name"],
        "client_id": said["client_id"],
        "secret": said["secret"],
    }
    return app | {"settings": {"server_url": said["server"]}}


DATABASES = {"default": _sqlite(GONGSHU.control) if GONGSHU.database == "sqlite" else _postgresql(GONGSHU.database)}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [_PACKAGE / "ui" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk"  # everybody finds there what waits for them

# allauth: people sign in with their login; the public may sign up where the node allows it.
ACCOUNT_ADAPTER = "gongshu.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_USER_MODEL_EMAIL_FIELD = "login", "mail"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "gongshu.people.signup_form.SignUpForm"
ACCOUNT_USERNAME_VALIDATORS = "gongshu.people.identifiers.LOGIN_VALIDATORS"
ACCOUNT_EMAIL_VERIFICATION = "optional" if GONGSHU.mail else "none"
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "gongshu.people.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_ADAPTER = "gongshu.people.adapters.SocialAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [_oidc(GONGSHU.oidc)] if GONGSHU.oidc else []}
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = GONGSHU.address.startswith("https://")
CSRF_TRUSTED_ORIGINS = [GONGSHU.address]
CSRF_FAILURE_VIEW = "gongshu.ui.errors.forged"

_mail = urlsplit(GONGSHU.mail)
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.scheme == "smtp+tls", _mail.scheme == "smtps"
EMAIL_TIMEOUT = 30  # seconds; a server that says nothing must not hold the worker
DEFAULT_FROM_EMAIL = GONGSHU.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {"gongshu": {"handlers": ["console"], "level": "INFO"}, "django.request": {"level": "ERROR"}},
}
