"""What an export with accounts has of the small database: the tables, their columns and which rows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExportedTable:
    """What of a table goes into an export: its columns, and which rows as SQL says it (all where empty)."""

    name: str
    columns: tuple[str, ...]
    where: str = ""


EXPORTED = (
    ExportedTable("migrations", ("number", "name", "digest", "at")),
    ExportedTable(
        "accounts",
        (
            *("id", "email", "role", "organisation", "organisation_kind"),
            *("passphrase_hash", "provider_subject", "created_at", "disabled_at", "display_name", "landing"),
        ),
    ),
    ExportedTable(  # an owner is an account, or what a browser's cookie hashes to: no way leads back to it
        "saved_searches",
        ("id", "owner", "name", "note", "parameters", "saved_at", "changed_at"),
        "deleted_at IS NULL",
    ),
    ExportedTable(  # without the links to shared ones: who needs one makes it anew
        "collections", ("id", "owner", "title", "introduction", "items", "changed_at"), "deleted_at IS NULL"
    ),
    ExportedTable("comments", ("id", "subject", "author", "text", "made_at", "mentions", "resolved_at", "resolved_by")),
    ExportedTable("brief_openings", ("call", "title", "meeting", "introduction", "changed_at", "changed_by")),
    ExportedTable("notices", ("account", "kinds", "told", "day")),
    ExportedTable("failed_searches", ("words", "filtered", "times", "first_day", "last_day")),
    ExportedTable("reminders", ("call", "closes", "organisation", "email", "begun_at", "sent_at")),
)
"""All that an export with accounts has of the small database: what an import needs to go on. Reminders are among it, or
they would go out twice. Whoever holds a link, a session, a second factor or a half-written answer has it here only."""
