-- What an undo needs to know of a value beside the value: the record that it named, the question or custom field that it
-- stood in (a JSON document), and whether it was our own. Values kept here by an earlier version count as our own.
ALTER TABLE undo_row ADD COLUMN old_reference BIGINT;
ALTER TABLE undo_row ADD COLUMN place TEXT;
ALTER TABLE undo_row ADD COLUMN had_own BIGINT NOT NULL DEFAULT 1;

-- The run that a run takes back, and what a run is found by, in lower case.
ALTER TABLE run ADD COLUMN undo_of TEXT;
ALTER TABLE run ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
-- The plan that a run carried out; of runs of an earlier version only their document says it.
ALTER TABLE run ADD COLUMN plan TEXT NOT NULL DEFAULT '';
CREATE INDEX run_by_undone ON run (undo_of);
CREATE INDEX run_by_time ON run (started_at);

-- Fields that an undo restored. Scheduled runs leave them out until our value is another one, or a person releases them.
CREATE TABLE held_field (
    match_id TEXT NOT NULL REFERENCES device_match (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    run_id TEXT NOT NULL,
    held_at BIGINT NOT NULL,
    PRIMARY KEY (match_id, field)
);

-- Configurations as they came back when a run created them: what tells an undo whether somebody edited them since.
CREATE TABLE created_record (
    run_id TEXT NOT NULL REFERENCES run (id),
    device_id TEXT NOT NULL REFERENCES device (id),
    configuration_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (run_id, device_id)
);

-- Pairs that a run made again or took apart, beside the values it wrote.
CREATE TABLE undo_pair (
    run_id TEXT NOT NULL REFERENCES run (id),
    device_id TEXT NOT NULL REFERENCES device (id),
    body TEXT NOT NULL,
    PRIMARY KEY (run_id, device_id)
);
CREATE INDEX run_by_plan ON run (plan);
