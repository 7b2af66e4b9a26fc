-- Ids of configurations that the source of a device keeps with it in a field of its own, as they were written or read last.
CREATE TABLE kept_id (
    device_id TEXT PRIMARY KEY REFERENCES device (id),
    field TEXT NOT NULL,
    configuration_id BIGINT NOT NULL
);
