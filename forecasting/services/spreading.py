"""Computing blocks side by side: on this machine's cores, or on a Dask cluster."""

from collections.abc import Sequence
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _

from forecasting.blocks import Block, Evaluated, evaluate
from runs.errors import Refused

DASK = "dask://"
LEAST_BLOCKS = 4  # for fewer, starting processes costs more than it gains


def evaluate_all(blocks: Sequence[Block]) -> list[Evaluated]:
    """The blocks in their order, wherever they were computed.

    A block whose worker dies is computed again by the cluster; the numbers are the same.
    """
    if len(blocks) < LEAST_BLOCKS and settings.FASTDSO_COMPUTE == "local":
        return [evaluate(block) for block in blocks]
    import joblib  # here, as no other command needs it

    with _backend():
        return joblib.Parallel()(joblib.delayed(evaluate)(block) for block in blocks)


@contextmanager
def _backend():
    import joblib

    if settings.FASTDSO_COMPUTE == "local":
        with joblib.parallel_config("threading", n_jobs=joblib.cpu_count()):
            yield
        return
    if not settings.FASTDSO_COMPUTE.startswith(DASK):
        raise Refused(_("Nothing was computed: FASTDSO_COMPUTE is “local” or “dask://host:port”."))
    try:
        from distributed import Client
    except ImportError as error:
        raise Refused(
            _("Nothing was computed: for a cluster install requirements-cluster.txt.")
        ) from error
    address = f"tcp://{settings.FASTDSO_COMPUTE.removeprefix(DASK)}"
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except OSError as error:
        raise Refused(
            _("Nothing was computed: the cluster at %s does not answer.") % address
        ) from error
    with client, joblib.parallel_config("dask", client=client):
        yield
