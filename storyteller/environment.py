"""Readers of the environment that refuse nonsense with a sentence naming the variable."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, FileAwareEnv

environment = FileAwareEnv(strip_whitespace=True)


def read(reader: Callable[..., Any], name: str, *args: Any, **options: Any) -> Any:
    """What `NAME` (or the file named by `NAME_FILE`) holds; an empty value counts as not set.

    Raises ImproperlyConfigured with a sentence that names the variable, never its value: it may be a secret.
    """
    try:
        if environment.str(name, None) == "":
            os.environ.pop(name, None)
            os.environ.pop(f"{name}_FILE", None)
        return reader(name, *args, **options)
    except (EnvError, ValueError, TypeError) as nonsense:
        raise ImproperlyConfigured(f"{name} makes no sense: {_reason(nonsense)}") from None


def three_counts(name: str, default: tuple[int, int, int]) -> tuple[int, int, int]:
    """`a,b,c` as three whole numbers of at least 0."""
    numbers = tuple(read(environment.list, name, default=list(default), subcast=int))
    if len(numbers) != 3 or min(numbers) < 0:
        raise ImproperlyConfigured(f"{name} makes no sense: it takes three whole numbers such as 50,100,5000.")
    return numbers


def one_of(name: str, words: tuple[str, ...]) -> str:
    """One of `words`; the first is the default."""
    word = str(read(environment.str, name, default=words[0])).lower()
    if word not in words:
        raise ImproperlyConfigured(f"{name} makes no sense: it takes one of {', '.join(words)}.")
    return word


def port(name: str, default: int) -> int:
    number = int(read(environment.int, name, default=default))
    if not 0 < number < 65536:
        raise ImproperlyConfigured(f"{name} makes no sense: it takes a whole number from 1 to 65535.")
    return number


def count(name: str, default: int, most: int | None = None) -> int:
    number = int(read(environment.int, name, default=default))
    if number < 1 or (most and number > most):
        raise ImproperlyConfigured(f"{name} makes no sense: it takes a whole number from 1 {f'to {most}' if most else 'on'}.")
    return number


def amount(name: str, default: int) -> Decimal:
    """Of money, to the eighth place behind the point; nothing at all is an amount."""
    with suppress(InvalidOperation):
        number = Decimal(str(read(environment.str, name, default=str(default))))
        if number.is_finite() and 0 <= number < 10**9 and number == round(number, 8):
            return number
    raise ImproperlyConfigured(f"{name} makes no sense: it takes an amount of at least 0, such as 2.50.")


def whole(name: str) -> int | None:
    """A whole number of at least 0, or None where it is not set."""
    number: int | None = read(environment.int, name, default=None)
    if number is not None and not 0 <= number < 10**9:
        raise ImproperlyConfigured(f"{name} makes no sense: it takes a whole number from 0 on.")
    return number


def positive(name: str, default: float) -> float:
    number = float(read(environment.float, name, default=default))
    if not 0 < number < 1e9:
        raise ImproperlyConfigured(f"{name} makes no sense: it takes a number above 0.")
    return number


def seconds(name: str, default: float) -> float:
    number = float(read(environment.float, name, default=default))
    if not 0 <= number < 1e9:  # which not-a-number is not either
        raise ImproperlyConfigured(f"{name} makes no sense: it takes a number of seconds from 0 on.")
    return number


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses or networks between commas."""
    return [_network(name, said) for said in read(environment.list, name, default=[]) if said.strip()]


def _network(name: str, said: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(said.strip(), strict=False)
    except ValueError:
        sense = "it takes addresses or networks such as 127.0.0.1,10.0.0.0/8."
        raise ImproperlyConfigured(f"{name} makes no sense: {sense}") from None


def web_address(name: str) -> str:
    """An http(s) address or nothing."""
    address = str(read(environment.str, name, default="")).rstrip("/")
    if address and not is_address(address, "http", "https"):
        raise ImproperlyConfigured(f"{name} makes no sense: it takes an address such as http://127.0.0.1:11434/v1.")
    return address


def is_address(address: str, *schemes: str) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is no port
        return False


def is_loopback(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def kept_secret(path: Path) -> str:
    """The secret in `path`, made on the first call and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent) as made, suppress(FileExistsError):
            made.write(secrets.token_urlsafe(50))
            made.flush()
            os.link(made.name, path)  # whole or not at all, and the first of two wins
    return path.read_text().strip()


def _reason(nonsense: Exception) -> str:
    words = str(nonsense)
    return words.partition("invalid: ")[2] if "invalid: " in words else "it cannot be read."
