"""How allauth opens, matches and protects accounts here."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest

from gongshu.audit import clock
from gongshu.people.acting import actor_of_account
from gongshu.people.models import Account
from gongshu.people.services import set_password, sign_up

_NONCE = 12  # bytes, as AES-GCM wants


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not typed.
    """Sign-up is for the public alone, and only where the node allows it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.GONGSHU.sign_up)

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        said = form.cleaned_data
        account: Account = user  # type: ignore[assignment]
        account.login, account.name, account.kind = said["username"], said["name"], said["kind"]
        account.mail = said.get("email") or ""
        account.set_password(said["password1"])
        if commit:
            sign_up(account, now=clock.now())
        return account

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        assert isinstance(user, Account)
        now = clock.now()
        set_password(user, password, actor=actor_of_account(user, now, via="session"), now=now)


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is not typed.
    """Whom the operator's identity provider knows signs in to the account of the same login; it opens no accounts."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        claims = sociallogin.account.extra_data
        claims = claims.get("userinfo") or claims.get("id_token") or claims
        account = Account.objects.filter(login=claims.get("preferred_username") or "", is_active=True).first()
        if account is not None:
            sociallogin.connect(request, account)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth is not typed.
    """TOTP secrets lie encrypted in the database, under a key that only this node's master key gives."""

    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(_NONCE)
        return base64.b64encode(nonce + self._cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return self._cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()

    def _cipher(self) -> AESGCM:
        return AESGCM(settings.GONGSHU.derived("second factor"))

    def get_totp_issuer(self) -> str:
        return str(settings.GONGSHU.name)
