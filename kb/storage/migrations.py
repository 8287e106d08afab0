"""The migrations of the small database, in order. One that was released is never edited: add another."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Migration:
    """One step: its number, what it is for, and its statements, done together or not at all."""

    number: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS = (
    Migration(
        1,
        "saved searches",
        (
            """
            CREATE TABLE saved_searches (
                id TEXT PRIMARY KEY,
                owner TEXT NOT NULL,
                name TEXT NOT NULL,
                note TEXT NOT NULL DEFAULT '',
                parameters TEXT NOT NULL,
                saved_at TEXT NOT NULL,
                changed_at TEXT NOT NULL,
                deleted_at TEXT
            ) STRICT
            """,
            "CREATE INDEX saved_searches_by_owner ON saved_searches (owner, saved_at)",
        ),
    ),
    Migration(
        2,
        "failed searches",
        (
            """
            CREATE TABLE failed_searches (
                words TEXT NOT NULL,
                filtered INTEGER NOT NULL,
                times INTEGER NOT NULL,
                first_day TEXT NOT NULL,
                last_day TEXT NOT NULL,
                PRIMARY KEY (words, filtered)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX failed_searches_by_use ON failed_searches (times, last_day)",
        ),
    ),
    Migration(
        3,
        "accounts, invitations and sessions",
        (
            """
            CREATE TABLE accounts (
                id TEXT PRIMARY KEY,
                email TEXT NOT NULL UNIQUE,
                role TEXT NOT NULL,
                organisation TEXT NOT NULL DEFAULT '',
                organisation_kind TEXT NOT NULL DEFAULT '',
                passphrase_hash TEXT NOT NULL DEFAULT '',
                provider_subject TEXT NOT NULL DEFAULT '',
                created_at TEXT NOT NULL,
                disabled_at TEXT
            ) STRICT
            """,
            """
            CREATE TABLE invitations (
                token_hash TEXT PRIMARY KEY,
                account TEXT REFERENCES accounts (id) ON DELETE CASCADE,
                expires_at TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE sessions (
                token_hash TEXT PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                started_at TEXT NOT NULL,
                seen_at TEXT NOT NULL,
                ends_at TEXT NOT NULL,
                agent TEXT NOT NULL DEFAULT ''
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX sessions_by_account ON sessions (account, started_at)",
        ),
    ),
    Migration(
        4,
        "attempts to sign in, and sign-ins under way at the organisation's provider",
        (
            """
            CREATE TABLE attempts (
                id TEXT PRIMARY KEY,
                account TEXT NOT NULL,
                address TEXT NOT NULL,
                at TEXT NOT NULL
            ) STRICT
            """,
            "CREATE INDEX attempts_by_account ON attempts (account, at)",
            "CREATE INDEX attempts_by_address ON attempts (address, at)",
            "CREATE INDEX attempts_by_time ON attempts (at)",
            """
            CREATE TABLE provider_visits (
                state_hash TEXT PRIMARY KEY,
                browser_hash TEXT NOT NULL,
                nonce TEXT NOT NULL,
                verifier TEXT NOT NULL,
                onward TEXT NOT NULL,
                expires_at TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        5,
        "answers being written, and links of invitations to answer a call",
        (
            """
            CREATE TABLE answer_drafts (
                owner TEXT NOT NULL,
                call TEXT NOT NULL,
                typed TEXT NOT NULL,
                saved_at TEXT NOT NULL,
                PRIMARY KEY (owner, call)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE call_links (
                token_hash TEXT PRIMARY KEY,
                call TEXT NOT NULL,
                organisation TEXT NOT NULL,
                organisation_kind TEXT NOT NULL,
                email TEXT NOT NULL,
                made_at TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        6,
        "reminders sent",
        (
            """
            CREATE TABLE reminders (
                call TEXT NOT NULL,
                closes TEXT NOT NULL,
                organisation TEXT NOT NULL,
                email TEXT NOT NULL,
                begun_at TEXT NOT NULL,
                sent_at TEXT,
                PRIMARY KEY (call, closes, organisation, email)
            ) STRICT, WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        7,
        "acts that wait for their line in the audit log",
        (
            """
            CREATE TABLE audit_outbox (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                act TEXT NOT NULL
            ) STRICT
            """,
        ),
    ),
    Migration(
        8,
        "second factors, and sign-ins that wait for one",
        (
            "ALTER TABLE accounts ADD COLUMN second_factor TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE accounts ADD COLUMN second_factor_step INTEGER NOT NULL DEFAULT 0",
            "ALTER TABLE sessions ADD COLUMN through TEXT NOT NULL DEFAULT ''",
            """
            CREATE TABLE recovery_codes (
                code_hash TEXT PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE begun_sign_ins (
                token_hash TEXT PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                expires_at TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        9,
        "display names, where people land, and forms whose session ran out",
        (
            "ALTER TABLE accounts ADD COLUMN display_name TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE accounts ADD COLUMN landing TEXT NOT NULL DEFAULT ''",
            """
            CREATE TABLE kept_forms (
                token_hash TEXT PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
                address TEXT NOT NULL,
                fields TEXT NOT NULL,
                kept_at TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        10,
        "collections of passages",
        (
            """
            CREATE TABLE collections (
                id TEXT PRIMARY KEY,
                owner TEXT NOT NULL,
                title TEXT NOT NULL,
                introduction TEXT NOT NULL DEFAULT '',
                items TEXT NOT NULL,
                changed_at TEXT NOT NULL,
                shared TEXT NOT NULL DEFAULT '',
                deleted_at TEXT
            ) STRICT
            """,
            "CREATE INDEX collections_by_owner ON collections (owner, changed_at)",
            "CREATE INDEX collections_by_link ON collections (shared) WHERE shared <> ''",
        ),
    ),
    Migration(
        11,
        "comments of colleagues",
        (
            """
            CREATE TABLE comments (
                id TEXT PRIMARY KEY,
                subject TEXT NOT NULL,
                author TEXT NOT NULL,
                text TEXT NOT NULL,
                made_at TEXT NOT NULL,
                mentions TEXT NOT NULL DEFAULT '[]',
                resolved_at TEXT,
                resolved_by TEXT NOT NULL DEFAULT ''
            ) STRICT
            """,
            "CREATE INDEX comments_by_subject ON comments (subject, made_at)",
            "CREATE INDEX comments_open ON comments (made_at) WHERE resolved_at IS NULL",
        ),
    ),
    Migration(
        12,
        "titles, meetings and introductions of briefs",
        (
            """
            CREATE TABLE brief_openings (
                call TEXT PRIMARY KEY,
                title TEXT NOT NULL,
                meeting TEXT NOT NULL,
                introduction TEXT NOT NULL,
                changed_at TEXT NOT NULL,
                changed_by TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
        ),
    ),
    Migration(
        13,
        "notices by mail",
        (
            """
            CREATE TABLE notices (
                account TEXT PRIMARY KEY REFERENCES accounts (id) ON DELETE CASCADE,
                kinds TEXT NOT NULL DEFAULT '[]',
                told TEXT NOT NULL DEFAULT '[]',
                day TEXT NOT NULL DEFAULT ''
            ) STRICT
            """,
        ),
    ),
)
