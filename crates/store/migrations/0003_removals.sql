-- What a person took away and may put back: a company link with its matches, a match, or a pair that is no longer
-- proposed. The row is written in the transaction that takes it away, and goes when it is put back.
CREATE TABLE removed (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    removed_at BIGINT NOT NULL
);
CREATE INDEX removed_by_time ON removed (removed_at);

-- Whether a configuration was active before a run changed that: a column of its own kind, which no field mapping knows.
CREATE TABLE undo_activity (
    run_id TEXT NOT NULL REFERENCES run (id),
    device_id TEXT NOT NULL REFERENCES device (id),
    configuration_id BIGINT NOT NULL,
    old_active BIGINT NOT NULL,
    new_active BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, device_id)
);
