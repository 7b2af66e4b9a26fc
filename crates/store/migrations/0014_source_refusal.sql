-- Values of people that the source of their device did not take: what was sent, and why it is not there. A row counts only
-- as long as that very value is what counts here and the source says something else. Where it is not certain whether the
-- source has the value, whatever comes next is sent, though the source was not heard to say anything else.
CREATE TABLE source_refusal (
    device_id TEXT NOT NULL REFERENCES device (id),
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    uncertain BIGINT NOT NULL,
    refused_at BIGINT NOT NULL,
    PRIMARY KEY (device_id, field)
);
