from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.browser.walks import Walks
from tests.chromium import Shared, browsing
from tests.house import House


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def one_chromium() -> AsyncIterator[None]:
    """For all tests of this loop: that is one for all under `make test`, where they have one loop, and one each under plain pytest."""
    browsing.shared = Shared()
    yield
    shared, browsing.shared = browsing.shared, None
    await shared.close()


@pytest.fixture(scope="session")
def walks(unhurried: House) -> Walks:
    return Walks(unhurried)
