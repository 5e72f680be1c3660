-- What the gateway remembers, in PostgreSQL. The same tables for SQLite stand beside it.

-- Ids are counted here and not by a sequence: whoever counts holds the row until the end, so ids appear in their order.
CREATE TABLE counter (last BIGINT NOT NULL);
INSERT INTO counter (last) VALUES (0);

-- What calls were answered, under each of their ids. What is old is found by looking at all: that is seldom looked for.
CREATE TABLE answered (call TEXT PRIMARY KEY, at BIGINT NOT NULL, heard BIGINT NOT NULL, answer TEXT NOT NULL, agents TEXT NOT NULL);

-- What the app is still to be told.
CREATE TABLE outbox (
    id BIGINT PRIMARY KEY, name TEXT NOT NULL, call TEXT NOT NULL, content TEXT NOT NULL,
    since BIGINT NOT NULL, due BIGINT NOT NULL, tries BIGINT NOT NULL);
CREATE INDEX outbox_call ON outbox (call, id);
CREATE INDEX outbox_due ON outbox (due, id);

-- What softphones are told.
CREATE TABLE pushed (id BIGINT PRIMARY KEY, at BIGINT NOT NULL, agents TEXT NOT NULL, event TEXT NOT NULL);

-- What each agent said last, as JSON; it counts if it is newer than the snapshot.
CREATE TABLE presence (agent TEXT PRIMARY KEY, since BIGINT NOT NULL, word TEXT NOT NULL);

-- The newest snapshot, in one row.
CREATE TABLE snapshot (one BIGINT PRIMARY KEY, at BIGINT NOT NULL, body TEXT NOT NULL);
