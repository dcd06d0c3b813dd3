#!/usr/bin/env python
"""Django's command line."""

import gc
import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # What the start imports stays: to look through it for garbage, time and again, takes a tenth
    # of the start. Later garbage waits for more of its kind, too: that is some megabytes.
    gc.set_threshold(100_000)
    if sys.argv[1:] and sys.argv[1].startswith("load_"):
        from intake.reading.isolated import get_ready

        get_ready()  # the process that reads the file starts while Django does
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fastdso.settings")
    try:
        execute_from_command_line(sys.argv)
    finally:
        gc.freeze()  # nor is garbage looked for at the end: the system takes all memory back
