"""Users in admin: who keeps the users raises nobody above their own reach."""

import pytest
from django.contrib.auth.models import User

from runs.services import system_user
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client) -> User:
    user = make.user(group="Admin", staff=True)
    client.force_login(user)
    return user


def test_a_member_of_admin_cannot_make_a_superuser(client, keeper):
    address = f"/admin/auth/user/{keeper.pk}/change/"
    data = {"username": keeper.username, "is_active": "on", "is_superuser": "on", "is_staff": "on"}

    client.post(address, {**data, "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"})

    keeper.refresh_from_db()
    assert not keeper.is_superuser


@pytest.mark.parametrize("who", [make.superuser, system_user])
def test_superusers_and_the_system_user_are_not_theirs_to_change(who, client, keeper):
    user = who()
    address = f"/admin/auth/user/{user.pk}"

    statuses = [
        client.post(f"{address}/change/", {"username": "mine", "is_active": "on"}).status_code,
        client.post(f"{address}/password/", {"password1": "x", "password2": "x"}).status_code,
    ]

    assert statuses == [403, 403]


def test_a_superuser_may_all_of_it(client):
    client.force_login(make.superuser())

    assert client.get(f"/admin/auth/user/{system_user().pk}/change/").status_code == 200
