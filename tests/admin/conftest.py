"""Who keeps the catalogue."""

import pytest

from tests import make


@pytest.fixture
def keeper(db):
    return make.user(name="bea", group="Back office", staff=True)


@pytest.fixture
def client(client, keeper):
    """Signed in as who keeps the catalogue."""
    client.force_login(keeper)
    return client
