"""Whether the house is at home or away: on this machine and in the family's network, or where everybody can come by."""

from datetime import timedelta
from ipaddress import ip_address
from typing import Any

LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
FAMILY_NAMES = (".local", ".localhost", ".lan", ".home", ".internal", ".home.arpa", ".box")
A_YEAR = 365 * 24 * 3600
# Five wrong passwords or codes close the door for a name at its address; axes keeps who came in and who tried to.
AT_THE_CURATORS_DOOR = {
    "AXES_FAILURE_LIMIT": 5,
    "AXES_COOLOFF_TIME": timedelta(minutes=15),
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_HANDLER": "storyteller.trail.CuratorsTrail",
    "AXES_LOCKOUT_CALLABLE": "stories.views.curators.locked_out",
    "AXES_ENABLE_ACCESS_FAILURE_LOG": True,
    "AXES_ENABLE_ADMIN": False,  # its pages could be written to; stories/admin/trail.py has others
    "AXES_SENSITIVE_PARAMETERS": ["username", "ip_address", "code"],
    "AXES_VERBOSE": False,
    "OTP_TOTP_ISSUER": "Storyteller",
}


def is_public(host: str) -> bool:
    """Whether an entry of ALLOWED_HOSTS is for everybody: no address of this machine or of a private network, no name of one label, none of *.local, *.lan and their like."""
    name = host.strip("[].").lower()
    try:
        return ip_address(name).is_global
    except ValueError:
        return name == "*" or ("." in name and not name.endswith(FAMILY_NAMES))


def away(hosts: list[str]) -> list[str]:
    """The public ones among them. The house is away where there is one."""
    return [host for host in hosts if is_public(host)]


def cookie(name: str, is_away: bool) -> str:
    """A browser takes a name that begins with __Host- from this host itself only, over HTTPS."""
    return f"__Host-{name}" if is_away else name


def over_https_only(is_away: bool) -> dict[str, Any]:
    """Django's settings for a house that is away. At home there is no certificate, and http://192.168.x.y has to work."""
    return {
        "SESSION_COOKIE_NAME": cookie("sessionid", is_away),
        "CSRF_COOKIE_NAME": cookie("csrftoken", is_away),
        "SESSION_COOKIE_SECURE": is_away,
        "CSRF_COOKIE_SECURE": is_away,
        "LANGUAGE_COOKIE_SECURE": is_away,
        "LANGUAGE_COOKIE_HTTPONLY": True,
        "LANGUAGE_COOKIE_SAMESITE": "Lax",
        "SECURE_SSL_REDIRECT": is_away,
        "SECURE_REDIRECT_EXEMPT": [r"^healthz$", r"^readyz$"],  # whoever looks after the machine asks without a certificate
        "SECURE_HSTS_SECONDS": A_YEAR if is_away else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": is_away,
        "SECURE_HSTS_PRELOAD": is_away,
    }
