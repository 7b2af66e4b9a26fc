-- Power that was switched last, until the source of the device has noticed. `is_on` is empty where nobody knows whether it was
-- done; `asked_at` and `read_at` are when the source was asked for the device again, and when of that it answered.
CREATE TABLE switched_power (
    device_id TEXT PRIMARY KEY REFERENCES device (id),
    is_on BIGINT,
    switched_at BIGINT NOT NULL,
    asked_at BIGINT NOT NULL,
    read_at BIGINT NOT NULL
);

-- A token that was offered to a browser, until it is shown: the one before holds as long, for the answer may have been lost.
ALTER TABLE violet_session ADD COLUMN offered_token_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE violet_session ADD COLUMN offered_at BIGINT;
CREATE INDEX violet_session_by_offered_token ON violet_session (offered_token_hash);

-- The browser that signed in: it keeps tries of its own, whatever others do with the address of its mailbox.
ALTER TABLE violet_session ADD COLUMN browser_hash TEXT NOT NULL DEFAULT '';
CREATE INDEX violet_session_by_browser ON violet_session (browser_hash);
