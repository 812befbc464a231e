"""In place of a store: what a report's notebook gets, which works from the report's answers alone."""

import duckdb

from skillslib.store.opening import LOCKED, NO_STORE, StoreError


class NoStore:
    """What stands for a connection in a report's notebook: it knows what the company decided, and no fact.

    Questions ask it for the company's settings, and are then answered by the report's release. Whatever else
    is asked of it is an error that says so.
    """

    def __init__(self, decided):
        """`decided` are the rows of the store's settings: (name, value)."""
        self._con = duckdb.connect()
        names, values = [list(column) for column in zip(*decided, strict=True)] or ([], [])
        self._con.execute(
            "create table settings as select unnest($1::text[]) as name, unnest($2::text[]) as value",
            [names, values],
        )
        self._con.execute(LOCKED)

    def execute(self, *asked):
        """The settings. Errors: StoreError for whatever is asked of a store."""
        try:
            return self._con.execute(*asked)
        except duckdb.Error:
            raise StoreError(NO_STORE) from None

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise StoreError(NO_STORE)
