"""What was worked out from the rows of finished runs is kept: they do not change."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from runs.models import KeptResult

MOST = 2_000  # results; the oldest give way
BUSY_MILLISECONDS = 100

logger = logging.getLogger(__name__)


def kept(what: Sequence, work: Callable[[], Any]) -> Any:
    """What `work` gives (as JSON keeps it), worked out once for all processes.

    `what` names everything the result hangs on. For rows of a run that is its number, the attempt
    that wrote them and the revision that counts their updates.
    """
    words = json.dumps([settings.VERSION, *what], default=str)
    key = hashlib.sha256(words.encode()).hexdigest()
    found = KeptResult.objects.filter(key=key).values_list("content", flat=True).first()
    if found is None:
        found = work()
        _keep(key, found)
    return found


def _keep(key: str, content: Any) -> None:
    try:
        with _impatient(), transaction.atomic():
            KeptResult.objects.bulk_create(
                [KeptResult(key=key, content=content)], ignore_conflicts=True
            )
            surplus = KeptResult.objects.order_by("-pk").values("pk")[MOST : MOST + 100]
            KeptResult.objects.filter(pk__in=list(surplus.values_list("pk", flat=True))).delete()
    except OperationalError:
        logger.info("A result was not kept: the database is busy.")


@contextmanager
def _impatient() -> Iterator[None]:
    """A page does not wait for whoever writes to SQLite: then the next look keeps the result."""
    if connection.vendor != "sqlite":
        yield
        return
    patience = int(connection.settings_dict["OPTIONS"].get("timeout", 5) * 1000)
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience}")
