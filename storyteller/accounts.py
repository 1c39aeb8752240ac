"""Accounts of families: an e-mail and a password, so that a shelf is there on every device."""

from datetime import timedelta
from typing import Any

from storyteller.home import A_YEAR

LETTERS_STAY_HERE = "storyteller.post.Aloud"
CURATORS = "django.contrib.auth.backends.ModelBackend"
FAMILIES = "stories.views.account_door.FamilyBackend"
AT_THE_FAMILYS_DOOR: dict[str, Any] = {
    "AUTHENTICATION_BACKENDS": ["axes.backends.AxesStandaloneBackend", CURATORS, FAMILIES],
    "PASSWORD_HASHERS": [
        "django.contrib.auth.hashers.Argon2PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of curators from before; it becomes argon2 when they sign in
    ],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
        for name, options in (("MinimumLengthValidator", {"min_length": 8}), ("CommonPasswordValidator", {}))
    ],
    "PASSWORD_RESET_TIMEOUT": int(timedelta(hours=3).total_seconds()),
    "LOGIN_URL": "account_login",
    "LOGIN_REDIRECT_URL": "shelf",
    "ACCOUNT_ADAPTER": "stories.views.account_door.FamilyDoor",
    "ACCOUNT_FORMS": {
        "signup": "stories.views.account_forms.SignUp",
        "reset_password": "stories.views.account_forms.Forgotten",
        "reset_password_from_key": "stories.views.account_forms.NewPassword",
        "change_password": "stories.views.account_forms.OtherPassword",
    },
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",  # whoever asks for a new password shows by it that the address is theirs
    "ACCOUNT_PREVENT_ENUMERATION": "strict",  # an address may be taken twice: refusing the second would tell of the first
    "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
    "ACCOUNT_LOGIN_ON_PASSWORD_RESET": True,
    "ACCOUNT_SESSION_REMEMBER": True,
    "ACCOUNT_SESSION_COOKIE_AGE": A_YEAR,
    # How often one may: of an address of the network (ip), and of one mail address (key).
    "ACCOUNT_RATE_LIMITS": {
        "login": "30/m/ip",
        "login_failed": "20/5m/ip,5/5m/key",
        "signup": "20/h/ip",
        "reset_password": "20/h/ip,3/h/key",
        "reset_password_from_key": "20/m/ip",
        "change_password": "5/m/user",
    },
}


def counted(redis: str) -> dict[str, Any]:
    """Django's CACHES."""
    return {"default": {"BACKEND": "storyteller.cache.Counted", "LOCATION": redis, "KEY_PREFIX": "counted"}}
