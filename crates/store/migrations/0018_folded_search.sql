-- The indexes take words that the program has folded, the same way as what is typed: the index's own way of folding leaves
-- many scripts as they are and cuts their words at marks. Everything is indexed anew when the file is opened.
DROP TABLE agent_word;
DROP TABLE device_word;
DROP TABLE agent_text;
DROP TABLE device_text;
CREATE VIRTUAL TABLE agent_text USING fts5 (
    name, identifiers, words,
    content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'ascii'
);
CREATE VIRTUAL TABLE device_text USING fts5 (
    name, identifiers, endings,
    content = '', contentless_delete = 1, prefix = '1 2 3',
    tokenize = 'ascii'
);
CREATE VIRTUAL TABLE agent_word USING fts5vocab(agent_text, instance);
CREATE VIRTUAL TABLE device_word USING fts5vocab(device_text, instance);
DELETE FROM name_word;
UPDATE setting SET value = 'missing' WHERE name = 'search_index';
