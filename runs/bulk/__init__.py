"""Whole columns into a table and out of it, never model instances.

In: COPY on PostgreSQL, several rows per statement on SQLite.
"""

from runs.bulk.columns import Column, Tell, to_nobody
from runs.bulk.fetching import numbers
from runs.bulk.writing import insert_columns, upsert_columns

__all__ = ["Column", "Tell", "insert_columns", "numbers", "to_nobody", "upsert_columns"]
