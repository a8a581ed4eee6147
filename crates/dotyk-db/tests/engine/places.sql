-- Where things are; one office's places are no other office's.
CREATE TABLE place (
    office TEXT NOT NULL,
    id TEXT NOT NULL,
    code TEXT NOT NULL,             -- 'KATOTTH'; looked up, never built
    name TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'village;' CONSTRAINT place_kind CHECK (kind IN ('village;', 'town')),
    people BIGINT,
    parent TEXT,
    PRIMARY KEY (office, id),
    UNIQUE (office, code),
    FOREIGN KEY (office, parent) REFERENCES place ON DELETE CASCADE
);
/* Found by name; and by
   parent. */
CREATE INDEX place_by_name ON place (office, name);
