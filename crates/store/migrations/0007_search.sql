-- The full-text index of SQLite. Another engine has its own in place of these tables: nothing outside `search.rs` reads
-- them. Documents are numbered, because the index knows its rows by number: an agent by its own, a device by that of its
-- agent and its place among the devices of it, so that the agents of many devices are known without looking them up.
CREATE TABLE search_agent (
    number INTEGER PRIMARY KEY,
    agent_id TEXT NOT NULL UNIQUE REFERENCES agent (id)
);
CREATE TABLE search_device (
    number INTEGER PRIMARY KEY,
    device_id TEXT NOT NULL UNIQUE REFERENCES device (id)
);
CREATE VIRTUAL TABLE agent_text USING fts5 (
    name, identifiers, words,
    content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE device_text USING fts5 (
    name, identifiers, endings,
    content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Words of names, for those who mistype one. Words stay when the last name with them goes: they find nothing then.
CREATE TABLE name_word (
    word TEXT PRIMARY KEY
);

-- What was there before this version is indexed when the file is opened.
INSERT INTO setting (name, value) VALUES ('search_index', 'missing') ON CONFLICT (name) DO NOTHING;
