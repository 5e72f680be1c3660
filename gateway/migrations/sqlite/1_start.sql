-- What the gateway remembers, in SQLite. The same tables for PostgreSQL stand beside it.
--
-- An id is an `INTEGER PRIMARY KEY`, which SQLite keeps no index for; its indexes end with the id by themselves.

-- Ids are counted here, as in PostgreSQL.
CREATE TABLE counter (last INTEGER NOT NULL);
INSERT INTO counter (last) VALUES (0);

-- What calls were answered, under each of their ids. What is old is found by looking at all: that is seldom looked for.
CREATE TABLE answered (
    call TEXT PRIMARY KEY, at INTEGER NOT NULL, heard INTEGER NOT NULL, answer TEXT NOT NULL, agents TEXT NOT NULL) WITHOUT ROWID;

-- What the app is still to be told.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, call TEXT NOT NULL, content TEXT NOT NULL,
    since INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL);
CREATE INDEX outbox_call ON outbox (call);
CREATE INDEX outbox_due ON outbox (due);

-- What softphones are told.
CREATE TABLE pushed (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, agents TEXT NOT NULL, event TEXT NOT NULL);

-- What each agent said last, as JSON; it counts if it is newer than the snapshot.
CREATE TABLE presence (agent TEXT PRIMARY KEY, since INTEGER NOT NULL, word TEXT NOT NULL);

-- The newest snapshot, in one row.
CREATE TABLE snapshot (one INTEGER PRIMARY KEY, at INTEGER NOT NULL, body TEXT NOT NULL);
