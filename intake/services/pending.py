"""Files that wait for somebody to look at them and say: load it."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.translation import gettext as _

from intake.errors import GoneFile
from intake.models import PendingFile
from intake.services.contents import refuse_no_spreadsheet
from intake.services.files import StagedFile, stage
from intake.services.litter import PENDING, in_use

KEPT_FOR = timedelta(days=1)


def set_aside(
    file: BinaryIO, name: str, *, by: AbstractBaseUser, given: Mapping[str, Any]
) -> PendingFile:
    """Keep a file until its preview is confirmed, a day at most; what is none is refused."""
    remove_forgotten()
    with in_use():
        staged = stage(file, name, PENDING)
        pending = None
        try:
            refuse_no_spreadsheet(staged.path, staged.name)
            pending = PendingFile.objects.create(
                token=uuid.UUID(staged.path.name),
                name=staged.name,
                size=staged.size,
                sha256=staged.sha256,
                given=dict(given),
                uploaded_by=by,
            )
        finally:
            if pending is None:
                staged.discard()
    return pending


def pending_file(token: uuid.UUID, by: AbstractBaseUser) -> PendingFile:
    """A file that this user set aside. Raises GoneFile."""
    pending = PendingFile.objects.filter(token=token, uploaded_by=by).first()
    if pending is None or not path_of(pending).is_file():
        raise GoneFile(
            _(
                "This file is not waiting any more: it was loaded, discarded, or lay for more "
                "than a day. Upload it again."
            )
        )
    return pending


def path_of(pending: PendingFile) -> Path:
    return settings.FASTDSO_FILES / PENDING / pending.token.hex


def as_staged(pending: PendingFile) -> StagedFile:
    return StagedFile(path_of(pending), pending.name, pending.size, pending.sha256)


def take(pending: PendingFile) -> None:
    """It is loaded now: once, whoever asks twice. Within the transaction that opens the run."""
    if not PendingFile.objects.filter(pk=pending.pk).delete()[0]:
        raise GoneFile(_("Nothing was loaded: this file was loaded or discarded just now."))


def discard(pending: PendingFile) -> None:
    """The row first: who loads the file at this moment takes it, too (see `take`)."""
    if PendingFile.objects.filter(pk=pending.pk).delete()[0]:
        path_of(pending).unlink(missing_ok=True)


def remove_forgotten() -> bool:
    """Remove what nobody confirmed for a day."""
    for pending in PendingFile.objects.filter(uploaded_at__lt=timezone.now() - KEPT_FOR):
        discard(pending)
    return True
