#!/usr/bin/env python3
"""Collect the texts to translate and compile the Spanish catalogues; --check only compares.

Our own texts are collected from the sources; those of libraries, which come without Spanish or in
another tone, are kept by hand. The check fails where a text has no translation, or a compiled
catalogue says anything else than the sources and translations do. Without the gettext programs it
says so and passes, unless FASTDSO_SKIP_NOTHING is set.
"""

import gettext
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN = Path("locale", "es", "LC_MESSAGES", "django.po")
OF_LIBRARIES = Path("locale", "libraries", "es", "LC_MESSAGES")
CATALOGUES = (OWN, OF_LIBRARIES / "django.po", OF_LIBRARIES / "djangojs.po")
PROGRAMS = ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgfmt")


def main(arguments: list[str]) -> int:
    if missing := [name for name in PROGRAMS if not shutil.which(name)]:
        print(
            f"SKIPPED: the Spanish catalogues were not looked at: {', '.join(missing)} missing. "
            "Install gettext (Debian: apt-get install gettext) and repeat.",
            file=sys.stderr,
        )
        return 1 if "--check" not in arguments or os.environ.get("FASTDSO_SKIP_NOTHING") else 0
    if "--check" not in arguments:
        collect(ROOT)
        for catalogue in CATALOGUES:
            compile_(ROOT / catalogue, ROOT / compiled(catalogue))
            print(f"{catalogue}: {statistics(ROOT / catalogue)}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        problems = list(differences(Path(folder)))
    print("\n\n".join(problems) or "The Spanish catalogues are complete and current.")
    return 1 if problems else 0


def compiled(catalogue: Path) -> Path:
    return catalogue.with_suffix(".mo")


def collect(root: Path) -> None:
    """Bring our own catalogue under a folder up to date with the sources there.

    Without line numbers, it changes only where a text does.
    """
    (root / OWN).parent.mkdir(parents=True, exist_ok=True)
    options = ["--locale=es", "--no-location", "--no-obsolete", "--ignore=tests/*", "--verbosity=0"]
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", *options],
        cwd=root,
        check=True,
        env={**os.environ, "SECRET_KEY": "none is needed"},
    )


def compile_(catalogue: Path, to: Path) -> None:
    """Compile a catalogue; wrong place holders are an error."""
    subprocess.run(["msgfmt", "--check-format", "-o", to, catalogue], check=True)


def differences(scratch: Path) -> Iterator[str]:
    """What is wrong with the committed catalogues, each as a text with what to do about it."""
    for path in [*CATALOGUES, *map(compiled, CATALOGUES)]:
        if not (ROOT / path).exists():
            yield f"{path} is missing. Run `make messages` and commit it."
            return
    copy_sources(scratch)
    collect(scratch)
    for catalogue in CATALOGUES:
        yield from differences_of(catalogue, scratch)


def differences_of(catalogue: Path, scratch: Path) -> Iterator[str]:
    """The same for one catalogue, whose collected texts are in the scratch folder."""
    lacking = {
        problem: said("msgattrib", f"--{problem}", "--no-wrap", scratch / catalogue)
        for problem in ("untranslated", "only-fuzzy")
    }
    for problem, entries in lacking.items():
        if entries:
            yield f"Translate these ({problem}): `make messages`, then {catalogue}.\n{entries}"
    if any(lacking.values()):
        return
    compile_(scratch / catalogue, scratch / "sources.mo")
    compile_(ROOT / catalogue, scratch / "committed.mo")
    committed = texts(ROOT / compiled(catalogue))
    if not committed == texts(scratch / "committed.mo") == texts(scratch / "sources.mo"):
        yield f"{compiled(catalogue)} is not current. Run `make messages` and commit both files."


def copy_sources(to: Path) -> None:
    """Copy what git tracks or would track: the check must not touch the working copy."""
    listed = said("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)


def texts(mo: Path) -> dict:
    """All translations of a compiled catalogue, without its header, which holds the date."""
    with mo.open("rb") as file:
        catalogue = dict(gettext.GNUTranslations(file)._catalog)
    catalogue.pop("", None)
    return catalogue


def statistics(catalogue: Path) -> str:
    done = subprocess.run(
        ["msgfmt", "--statistics", "-o", os.devnull, catalogue], capture_output=True, text=True
    )
    return done.stderr.strip()


def said(*command: str | Path) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
