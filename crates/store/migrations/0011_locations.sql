-- What a service answered that turns addresses into places: its policy asks not to be asked the same again.
CREATE TABLE geocoder_answer (
    question TEXT PRIMARY KEY,
    answer TEXT NOT NULL,
    asked_at BIGINT NOT NULL
);
