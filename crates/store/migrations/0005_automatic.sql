-- Automatic sync of each agent for which it was ever switched on.
CREATE TABLE automatic_sync (
    agent_id TEXT PRIMARY KEY REFERENCES agent (id),
    switched_on BIGINT NOT NULL,
    failed BIGINT NOT NULL,
    since BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX automatic_sync_by_time ON automatic_sync (switched_on, next_at);

-- Which process runs agents automatically. Given back, the row stays, expired: its fencing number must go on growing.
CREATE TABLE scheduler_lease (
    slot BIGINT PRIMARY KEY CHECK (slot = 1),
    host TEXT NOT NULL,
    process BIGINT NOT NULL,
    process_started BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
