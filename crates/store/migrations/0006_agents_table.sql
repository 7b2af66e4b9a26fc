-- Since when an agent is archived: out of lists and counts, its link frozen.
ALTER TABLE agent ADD COLUMN archived_since BIGINT;

-- Grows with each change that lists show of an agent: of its values, devices, place, link, matches, runs. Who remembers
-- the largest one that was seen asks for the agents that changed since.
ALTER TABLE agent ADD COLUMN revision BIGINT NOT NULL DEFAULT 0;
CREATE INDEX agent_by_revision ON agent (revision);
-- The newest revision that was given: it must go on growing when the agent that has it is deleted.
CREATE TABLE agents_revision (
    slot BIGINT PRIMARY KEY CHECK (slot = 1),
    newest BIGINT NOT NULL
);
INSERT INTO agents_revision (slot, newest) VALUES (1, 0);

CREATE INDEX device_by_name ON device (agent_id, name);
