-- The words that the full-text indexes hold, to see cheaply whether a text can find anything. Read by `search.rs` only.
CREATE VIRTUAL TABLE agent_word USING fts5vocab(agent_text, instance);
CREATE VIRTUAL TABLE device_word USING fts5vocab(device_text, instance);
