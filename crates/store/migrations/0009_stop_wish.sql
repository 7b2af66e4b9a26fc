-- Somebody wishes that the run of an agent stops, addressed to whoever holds the company's lease with this fencing number:
-- a run that begins later has another number, and is not meant. Whoever holds the lease hears it, or forgets a wish about
-- an agent that it does not run.
CREATE TABLE stop_wish (
    company_id BIGINT NOT NULL,
    fence BIGINT NOT NULL,
    agent_id TEXT NOT NULL,
    heard BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (company_id, fence, agent_id)
);
