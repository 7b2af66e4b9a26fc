-- What the source of an agent told at its last refresh, beside the values: a document that only the reader of that source
-- knows, when the agent's devices were read last, and why they were not, if the last try failed.
CREATE TABLE source_agent (
    agent_id TEXT PRIMARY KEY REFERENCES agent (id),
    devices_read_at BIGINT,
    trouble TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL
);

-- The same of a device.
CREATE TABLE source_device (
    device_id TEXT PRIMARY KEY REFERENCES device (id),
    body TEXT NOT NULL
);
