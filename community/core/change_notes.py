"""Triggers that write down about which item a change was, by whatever program it was made.

Without them a comment on one item would make the pages of all items be made again, twenty times a second on a busy day.
They are made anew from the models after each migration; a table that nobody thought of counts as being about
everything. Not for reading the notes: that is `community.core.changes`.
"""

from __future__ import annotations

from sqlalchemy import Connection, MetaData

# Old notes are thrown away; who has not looked for so long takes it that everything changed.
NOTES_KEPT = 10_000

# Tables of which a row is about one item alone, and how its trigger finds that item. A page that is kept for one item
# may read these for that item only.
OF_ONE_ITEM = {
    "comment": "{row}.item_id",
    "item_counter": "{row}.item_id",
    "reaction": "(SELECT item_id FROM comment WHERE id = {row}.comment_id)",
    "item_answer": "{row}.item_id",
}
# Tables that no page kept for an item or a person shows, and that change with nearly every deed.
NOT_SHOWN = (
    *("outbox", "audit_entry", "audit_detail", "comment_text", "heard_notice", "ended_sign_in"),
    *("item_visit", "group_visit"),
    *("alembic_version", "change_note"),
    # Personal marks are filled in after a page was made, and kept until anything at all changes (`community.web.bell`).
    *("follow", "notification"),
    *("upload", "upload_piece"),
)
# Columns that move without anything on such a page changing.
MOVING_COLUMNS = {
    "content_item": ("last_activity_at",),
    "working_group": ("last_activity_at",),
    "login_session": ("last_seen_at",),
    "member": ("last_seen_at",),
}
# A new row of these changes nothing that is kept already: nobody can have asked for it.
FIRST_SEEN_LATER = ("login_session",)


def install_notes(connection: Connection, metadata: MetaData) -> None:
    """Make the table of notes, and the triggers that write them, anew for all tables there are."""
    remove_notes(connection)
    for statement in table_of_notes(connection.dialect.name):
        connection.exec_driver_sql(statement)
    for table in metadata.sorted_tables:
        if table.name not in NOT_SHOWN:
            columns = [column.name for column in table.columns]
            for statement in triggers_of(table.name, columns, connection.dialect.name):
                connection.exec_driver_sql(statement)


def remove_notes(connection: Connection) -> None:
    """Take triggers and notes away, as before a great import; until they are back every change is one of everything."""
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name GLOB 'note_*'"
        ).scalars()
        for name in list(found):
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("DROP TABLE IF EXISTS change_note")
        return
    functions = (
        "SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'note\\_%%' AND pronamespace = 'public'::regnamespace"
    )
    for name in list(connection.exec_driver_sql(functions).scalars()):
        connection.exec_driver_sql(f"DROP FUNCTION {name} CASCADE")
    connection.exec_driver_sql("DROP TABLE IF EXISTS change_note")


def table_of_notes(dialect: str) -> list[str]:
    """Give the statements that make the table of notes; item 0 stands for everything."""
    if dialect == "sqlite":
        return [
            # The stamp tells a note from one of the same number in a copy that was put back.
            "CREATE TABLE change_note (seq INTEGER PRIMARY KEY AUTOINCREMENT,"
            " stamp INTEGER NOT NULL DEFAULT (random()), item_id INTEGER NOT NULL)",
            "INSERT INTO change_note (item_id) VALUES (0)",
        ]
    return [
        "CREATE TABLE change_note (xid xid8 NOT NULL DEFAULT pg_current_xact_id(), item_id bigint NOT NULL,"
        " PRIMARY KEY (xid, item_id))",
        "INSERT INTO change_note (item_id) VALUES (0)",
        "CREATE FUNCTION note_change(item bigint) RETURNS void LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO change_note (item_id) VALUES (coalesce(item, 0)) ON CONFLICT DO NOTHING;"
        " IF random() < 0.001 THEN"
        " DELETE FROM change_note WHERE (xid, item_id) IN (SELECT xid, item_id FROM change_note"
        f" WHERE xid::text::bigint < pg_snapshot_xmin(pg_current_snapshot())::text::bigint - {NOTES_KEPT}"
        " LIMIT 5000 FOR UPDATE SKIP LOCKED); END IF; END $$",
    ]


def triggers_of(table: str, columns: list[str], dialect: str) -> list[str]:
    """Give the statements that make the triggers of a table."""
    still = [name for name in columns if name not in MOVING_COLUMNS.get(table, ())]
    deeds = {"INSERT": "INSERT", "UPDATE": f"UPDATE OF {', '.join(still)}", "DELETE": "DELETE"}
    if table in FIRST_SEEN_LATER:
        del deeds["INSERT"]
    write = sqlite_trigger if dialect == "sqlite" else postgres_trigger
    item = OF_ONE_ITEM.get(table, "0")
    return [statement for deed, event in deeds.items() for statement in write(table, deed, event, item)]


def rows_of(deed: str) -> tuple[str, ...]:
    """Give the names by which a trigger knows its rows: a change may move a row from one item to another."""
    return {"INSERT": ("NEW",), "UPDATE": ("NEW", "OLD"), "DELETE": ("OLD",)}[deed]


def sqlite_trigger(table: str, deed: str, event: str, item: str) -> list[str]:
    """Write a trigger for SQLite."""
    items = " UNION ".join(f"SELECT coalesce({item.format(row=row)}, 0)" for row in rows_of(deed))
    return [
        f"CREATE TRIGGER note_{table}_{deed.lower()} AFTER {event} ON {table} BEGIN"
        f" INSERT INTO change_note (item_id) {items};"
        f" DELETE FROM change_note WHERE seq <= (SELECT max(seq) FROM change_note) - {NOTES_KEPT}; END"
    ]


def postgres_trigger(table: str, deed: str, event: str, item: str) -> list[str]:
    """Write a trigger for PostgreSQL."""
    name = f"note_{table}_{deed.lower()}"
    notes = "".join(f" PERFORM note_change({item.format(row=row)});" for row in rows_of(deed))
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN{notes} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
