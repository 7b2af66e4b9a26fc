-- Violet: what the owner of a network may see and do. Tokens and codes are here as hashes only.

-- Who the owner is. An empty address stands for the contact's.
CREATE TABLE violet_access (
    agent_id TEXT PRIMARY KEY REFERENCES agent (id),
    enabled BIGINT NOT NULL,
    owner_email TEXT NOT NULL,
    first_signed_in_at BIGINT,
    last_seen_at BIGINT,
    revoked_at BIGINT
);

-- What was granted. A device without a row has nothing; power and block imply visible.
CREATE TABLE violet_grant (
    device_id TEXT PRIMARY KEY REFERENCES device (id),
    agent_id TEXT NOT NULL REFERENCES agent (id),
    visible BIGINT NOT NULL,
    power BIGINT NOT NULL,
    block BIGINT NOT NULL
);
CREATE INDEX violet_grant_by_agent ON violet_grant (agent_id);

CREATE TABLE violet_invitation (
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agent (id),
    owner_email TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    mail_id TEXT NOT NULL,
    invited_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX violet_invitation_by_agent ON violet_invitation (agent_id, created_at);
CREATE INDEX violet_invitation_by_email ON violet_invitation (owner_email);

-- One-time codes; the code itself is made from the id and the workspace's secret. `browser_hash` binds a code to the browser
-- that asked for it, of which the newest counts; `invitation_id` is empty when somebody signs in again without an
-- invitation, `mail_id` when the mailbox is nobody's and no mail goes out.
CREATE TABLE violet_code (
    id TEXT PRIMARY KEY,
    owner_email TEXT NOT NULL,
    invitation_id TEXT NOT NULL,
    browser_hash TEXT NOT NULL,
    mail_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    wrong_tries BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX violet_code_by_browser ON violet_code (browser_hash, created_at);
CREATE INDEX violet_code_by_email ON violet_code (owner_email, created_at);

CREATE TABLE violet_session (
    id TEXT PRIMARY KEY,
    owner_email TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    previous_token_hash TEXT NOT NULL,
    browser TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    revoked_at BIGINT
);
CREATE INDEX violet_session_by_email ON violet_session (owner_email);
CREATE INDEX violet_session_by_previous_token ON violet_session (previous_token_hash);

-- Tries that are limited, by what they are counted for (an address of a mailbox, an address of the network, an invitation).
CREATE TABLE violet_attempt (
    id TEXT PRIMARY KEY,
    counted_for TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX violet_attempt_by_count ON violet_attempt (counted_for, at);

-- Mail on its way. `body` is a document that says what the mail is about (an invitation or a code by its id, a test), never
-- a token or a code: those are made again from the workspace's secret when the mail is sent.
CREATE TABLE outbox_mail (
    id TEXT PRIMARY KEY,
    agent_id TEXT REFERENCES agent (id),
    kind TEXT NOT NULL,
    recipient TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    claimed_until BIGINT NOT NULL,
    last_answer TEXT NOT NULL,
    sent_at BIGINT
);
CREATE INDEX outbox_mail_by_state ON outbox_mail (state, next_attempt_at);
CREATE INDEX outbox_mail_by_agent ON outbox_mail (agent_id, created_at);
