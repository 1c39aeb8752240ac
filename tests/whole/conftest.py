import pytest_asyncio

from tests.proofs.numbered_process import Endpoint
from tests.proofs.parts import Parts
from tests.proofs.street import Site


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def site():
    """One house in parts for all proofs."""
    async with Endpoint(rate=160) as endpoint, Parts(endpoint.url) as house:
        yield Site(house, endpoint, number=1000)
        assert not (await endpoint.seen())["violations"]
