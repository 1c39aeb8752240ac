"""Who has a share of the day: a visitor, an account, a network, the site. None of them can be read from a row."""

from dataclasses import dataclass
from datetime import date
from ipaddress import IPv6Address, ip_address, ip_network

from django.utils import timezone
from django.utils.crypto import salted_hmac

from stories.models import Allowance, Story

Scope = Allowance.Scope


@dataclass(frozen=True)
class Payer:
    """`network`: what `network_of` gave. What is empty has no share of its own; the site's is everybody's."""

    visitor: str = ""
    account: int | None = None
    network: str = ""

    @classmethod
    def of(cls, story: Story | None) -> "Payer":
        return cls(story.visitor, story.account_id, story.network) if story else cls()

    def shares(self, day: date) -> list[tuple[str, str]]:
        """Scope and who, in the one order in which rows are locked: nobody waits in a circle, and the site's row, which all want, is held shortest."""
        shares = [(Scope.VISITOR.value, _hidden(day, self.visitor))] if self.visitor else []
        shares += [(Scope.ACCOUNT.value, _hidden(day, f"account {self.account}"))] if self.account else []
        shares += [(Scope.NETWORK.value, self.network)] if self.network else []
        return [*shares, (Scope.SITE.value, "")]


def asked_by(visitor: str) -> str:
    """The visitor as an endpoint may know it: the same from story to story, and nothing that leads back to the family."""
    return salted_hmac("stories.spending.endpoint", visitor, algorithm="sha256").hexdigest()


def network_of(address: str) -> str:
    """The /24 or /56 of a client's address, as it is called today. This machine is no network, nor is what is no address."""
    try:
        client = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(client, IPv6Address):
        client = client.ipv4_mapped or client
    if client.is_loopback:
        return ""
    return _hidden(timezone.localdate(), str(ip_network((client, 24 if client.version == 4 else 56), strict=False)))


def _hidden(day: date, who: str) -> str:
    """Another name each day, so that days cannot be joined."""
    return salted_hmac("stories.spending", f"{day} {who}", algorithm="sha256").hexdigest()
