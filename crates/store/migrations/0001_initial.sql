-- Ids are UUIDv7 as text, times are milliseconds since 1970, layered values and records of others are JSON documents.
-- Every statement here also runs on PostgreSQL.

CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE agent (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    source_values TEXT NOT NULL,
    own_values TEXT NOT NULL,
    reported_lat DOUBLE PRECISION,
    reported_lon DOUBLE PRECISION,
    name TEXT NOT NULL,
    search_text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    gone_since BIGINT,
    UNIQUE (source, source_id)
);

CREATE TABLE device (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    source_id TEXT NOT NULL,
    source_values TEXT NOT NULL,
    own_values TEXT NOT NULL,
    ignored BIGINT NOT NULL,
    name TEXT NOT NULL,
    offline BIGINT NOT NULL,
    important_down BIGINT NOT NULL,
    search_text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    gone_since BIGINT,
    UNIQUE (agent_id, source_id)
);

CREATE TABLE history (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    device_id TEXT REFERENCES device (id),
    field TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);
CREATE INDEX history_by_agent ON history (agent_id, changed_at);

CREATE TABLE location_fact (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    body TEXT NOT NULL
);
CREATE INDEX location_fact_by_agent ON location_fact (agent_id, id);

-- One slot: only one documentation integration can be connected at a time.
CREATE TABLE connection (
    slot BIGINT PRIMARY KEY CHECK (slot = 1),
    body TEXT NOT NULL
);

CREATE TABLE company_link (
    agent_id TEXT PRIMARY KEY REFERENCES agent (id),
    company_id BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX company_link_by_company ON company_link (company_id);

-- A company's configurations as last accepted: what guards compare with, and what is shown offline.
CREATE TABLE accepted_list (
    company_id BIGINT PRIMARY KEY,
    read_at BIGINT NOT NULL
);
CREATE TABLE accepted_configuration (
    company_id BIGINT NOT NULL,
    configuration_id BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (company_id, configuration_id)
);

CREATE TABLE device_match (
    id TEXT PRIMARY KEY,
    device_id TEXT NOT NULL UNIQUE REFERENCES device (id),
    configuration_id BIGINT NOT NULL UNIQUE,
    company_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX device_match_by_company ON device_match (company_id);

CREATE TABLE remembered_unlink (
    device_id TEXT NOT NULL REFERENCES device (id),
    configuration_id BIGINT NOT NULL,
    PRIMARY KEY (device_id, configuration_id)
);

-- The integration's mapping has an empty agent id.
CREATE TABLE field_mapping (
    agent_id TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE base_value (
    match_id TEXT NOT NULL REFERENCES device_match (id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    ours TEXT NOT NULL,
    theirs TEXT NOT NULL,
    PRIMARY KEY (match_id, field)
);

CREATE TABLE plan (
    hash TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

-- A released lease stays, expired: its fencing number must go on growing.
CREATE TABLE lease (
    company_id BIGINT PRIMARY KEY,
    host TEXT NOT NULL,
    process BIGINT NOT NULL,
    process_started BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE run (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    company_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX run_by_agent ON run (agent_id, started_at);

CREATE TABLE run_result (
    run_id TEXT NOT NULL REFERENCES run (id),
    device_id TEXT NOT NULL REFERENCES device (id),
    configuration_id BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (run_id, device_id)
);

CREATE TABLE undo_row (
    run_id TEXT NOT NULL REFERENCES run (id),
    device_id TEXT NOT NULL REFERENCES device (id),
    configuration_id BIGINT NOT NULL,
    field TEXT NOT NULL,
    target TEXT NOT NULL,
    old_value TEXT NOT NULL,
    new_value TEXT NOT NULL,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (run_id, device_id, field, target)
);
