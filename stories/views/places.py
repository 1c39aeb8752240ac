from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings


def place(address: str) -> str:
    """`here` on this computer, `near` in the network around it, else `far`."""
    host = urlsplit(address).hostname or "api.openai.com"
    try:
        number = ip_address(host)
    except ValueError:
        return "here" if host == "localhost" else "far" if "." in host and not host.endswith(settings.FAMILY_NAMES) else "near"
    return "here" if number.is_loopback else "near" if number.is_private else "far"
