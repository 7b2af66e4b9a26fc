-- Configurations whose creation was sent, or was about to be, and whose outcome is not known. A row goes away in the same
-- transaction that keeps the outcome.
CREATE TABLE creation_intent (
    device_id TEXT PRIMARY KEY REFERENCES device (id),
    company_id BIGINT NOT NULL,
    identifier TEXT NOT NULL,
    run_id TEXT NOT NULL REFERENCES run (id),
    intended_at BIGINT NOT NULL,
    intended_by TEXT NOT NULL
);
CREATE INDEX creation_intent_by_company ON creation_intent (company_id);

-- Whether a run is a sync or a creation. All runs so far were syncs.
ALTER TABLE run ADD COLUMN kind TEXT NOT NULL DEFAULT 'sync';
