"""The Runs Center with 5,000 runs: `python -m benchmarks.runs_center`.

Pages are asked for in this process, one at a time, signed in as a manager, so what is timed is the
server's work. The floor, in turns with them: the session, the user, one plain query of the same 25
rows, and a plain template. Each page is given with the number of its queries. Uses a SQLite file
of its own; on PostgreSQL: `python scripts/with_postgres.py python -m benchmarks.runs_center`.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import django

from benchmarks.timing import print_rows, where_and_when

RUNS, ROUNDS, WORDS = 5_000, 15, ("Consolas", "Juegos", "Preventa", "Coleccionables")
PAGES = {
    "newest first": "/runs/",
    "last page": "/runs/?page=200",
    "100 rows": "/runs/?per_page=100",
    "sorted by units": "/runs/?sort=-units",
    "sorted by responsable": "/runs/?sort=responsable",
    "one type and status": "/runs/?run_type=distribution&status=DRAFT",
    "folio contains": "/runs/?folio=77",
    "search": "/runs/?q=consolas+ana",
    "the active ones": "/runs/?is_active=true",
    "a range of days": f"/runs/?created_after={date.today() - timedelta(60)}"
    f"&created_before={date.today() - timedelta(30)}",
    "approval queue (20 waiting)": "/runs/queue/",
}
TEMPLATE = """<table>{% for run in runs %}<tr>
<td><a href="/runs/{{ run.id }}/">{{ run.created_at }}</a><td>{{ run.run_type }}<td>{{ run.folio }}
<td>{{ run.responsable }}<td>{{ run.status }}<td>{{ run.outcome }}<td>{{ run.is_active }}
<td>{{ run.units }}<td>{{ run.skus }}<td>{{ run.stores }}
<td>{{ run.mode }}<td>{{ run.categoria }}<td>{{ run.store_filter }}</tr>{% endfor %}</table>"""
SHOWN = ("id", "created_at", "run_type", "folio", "responsable", "status", "outcome", "is_active")
SHOWN += ("units", "skus", "stores", "mode", "categoria", "store_filter")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--runs", type=int, default=RUNS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fastdso-runs-") as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{Path(folder) / 'db.sqlite3'}")
        os.environ |= {"DJANGO_SETTINGS_MODULE": "fastdso.settings", "SECRET_KEY": "of this"}
        os.environ["FASTDSO_FILES"] = folder
        django.setup()
        client = prepare(given.runs)
        floor = floor_of(client)
        rows = [["page", "queries", "floor [ms]", "page [ms]", "cpu [ms]", "ratio"]]
        for name, address in PAGES.items():
            rows.append(
                [name, str(queries(client, address)), *compared(floor, client, address, given)]
            )
        from django.db import connection

        print(
            f"{given.runs:,} runs, {connection.vendor}, {given.rounds} rounds. {where_and_when()}\n"
        )
        print_rows(rows)
        connection.close()


def prepare(number: int) -> Any:
    """The runs, and a manager who is signed in."""
    from django.contrib.auth.models import Group, User
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.utils import timezone

    from runs.models import Run, RunNumber

    call_command("migrate", verbosity=0)
    user = User.objects.create_user("maria")
    user.groups.add(Group.objects.get(name="Manager"))
    User.objects.bulk_create([User(username=f"author{n}") for n in range(20)])
    authors = list(User.objects.filter(username__startswith="author"))
    numbers = [RunNumber.objects.create().pk for _ in range(number)]
    now = timezone.now()
    stores = {str(n): f"Mall Plaza {n}" for n in range(27)}
    types, statuses = Run.Type.values[:3], Run.Status.values
    Run.objects.bulk_create(
        [
            Run(
                number=pk,
                run_type=types[n % 3],
                status=statuses[n * 7 % 5],
                outcome="failed" if n % 40 == 9 else "completed",
                created_at=now - timedelta(hours=2 * (number - n)),
                created_by=authors[n % 20],
                folio=f"F-{n}",
                responsable=("Ana Rojas", "Berta Soto", "Carla Díaz")[n % 3],
                categoria=WORDS[n % 4],
                store_filter="Plaza Oeste, WEB" if n % 9 == 0 else "",
                mode="sma3_min3",
                parameters={"store_names": stores, "target_week": "2026-01-05"},
                metadata={"reasons": {"sent": 100, "covered": 200}, "excluded": 17, "cd_left": 4},
                warnings=["12 líneas no tienen registro de stock CD: no se limitaron."],
                units=n * 37 % 9000,
                skus=n % 446,
                stores=n % 27,
            )
            for n, pk in enumerate(numbers)
        ],
        batch_size=500,
    )
    open_ = Run.objects.filter(run_type="distribution", status="DRAFT", outcome="completed")
    waiting = open_.values_list("pk", flat=True)[:20]
    Run.objects.filter(pk__in=list(waiting)).update(
        submitted_at=now, submitted_by=authors[0], urgency="medium"
    )
    Run.objects.filter(pk=open_.filter(submitted_at=None)[0].pk).update(is_active=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def floor_of(client: Any) -> Callable[[], Any]:
    from django.contrib.auth.models import User
    from django.contrib.sessions.models import Session
    from django.template import engines

    from runs.models import Run

    template = engines["django"].from_string(TEMPLATE)
    session = client.session.session_key

    def floor() -> str:
        Session.objects.get(pk=session)
        User.objects.get(username="maria")
        return template.render({"runs": list(Run.objects.order_by("-number").values(*SHOWN)[:25])})

    return floor


def queries(client: Any, address: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address}: {answer.status_code}")
    return len(asked)


def compared(floor: Callable, client: Any, address: str, given: argparse.Namespace) -> list[str]:
    """Milliseconds of both ways in turns, minimum and median; and the processor's, minimum."""
    by_hand, ours = [], []
    for _round in range(given.rounds):
        by_hand.append(milliseconds(floor))
        ours.append(milliseconds(lambda: client.get(address)))
    cells = []
    for taken in (by_hand, ours):
        whole = [total for total, _cpu in taken]
        cells.append(f"{min(whole):.1f} / {median(whole):.1f}")
    least = min(by_hand)[0], min(ours)[0]
    return [*cells, f"{min(cpu for _total, cpu in ours):.1f}", f"{least[1] / least[0]:.1f}"]


def milliseconds(work: Callable) -> tuple[float, float]:
    """On the clock, and of this process's processor."""
    began, cpu = perf_counter(), process_time()
    work()
    return (perf_counter() - began) * 1000, (process_time() - cpu) * 1000


if __name__ == "__main__":
    main()
