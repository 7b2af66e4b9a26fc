-- Acts that a person may take back as a whole: an import, or a change of many agents.
CREATE TABLE change_set (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    undone_by TEXT,
    undone_at BIGINT
);
CREATE INDEX change_set_by_time ON change_set (made_at);

-- What an act did, one row each: a value before and after (documents; none = there was or is none), a record that it made,
-- or what it said about a place. The rows go when the act is taken back.
CREATE TABLE change_set_row (
    id TEXT PRIMARY KEY,
    change_set_id TEXT NOT NULL REFERENCES change_set (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    device_id TEXT REFERENCES device (id),
    part TEXT NOT NULL,
    field TEXT NOT NULL,
    before_value TEXT,
    after_value TEXT
);
CREATE INDEX change_set_row_by_set ON change_set_row (change_set_id, id);
CREATE INDEX change_set_row_by_agent ON change_set_row (agent_id);
CREATE INDEX change_set_row_by_device ON change_set_row (device_id);

-- What refers to a device or an agent is found by it when that goes, and the history of a device is shown.
CREATE INDEX history_by_device ON history (device_id, changed_at);
CREATE INDEX run_result_by_device ON run_result (device_id);
CREATE INDEX undo_row_by_device ON undo_row (device_id);
CREATE INDEX undo_activity_by_device ON undo_activity (device_id);
CREATE INDEX undo_pair_by_device ON undo_pair (device_id);
CREATE INDEX created_record_by_device ON created_record (device_id);
CREATE INDEX creation_intent_by_run ON creation_intent (run_id);
CREATE INDEX plan_by_agent ON plan (agent_id);

-- The history of all agents, newest first, and of one field.
CREATE INDEX history_by_time ON history (changed_at, id);
CREATE INDEX history_by_field ON history (field, changed_at);
