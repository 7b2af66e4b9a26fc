-- Power that was switched last, until the source of the device has noticed. `is_on` is empty where nobody knows whether it was
-- done; `asked_at` and `read_at` are when the source was asked for the device again, and when of that it answered.
CREATE TABLE switched_power (
    device_id TEXT PRIMARY KEY REFERENCES device (id),
    is_on BIGINT,
    switched_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL
);
