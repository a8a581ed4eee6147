-- outcome: of this came that. Both ends are records of any kind that something may come of; the row is the office's word for
-- it, and rests on a source where there is one.

CREATE TABLE outcome (
  office     TEXT   NOT NULL REFERENCES office (office),
  id         TEXT   NOT NULL,
  from_kind  TEXT   NOT NULL,                   -- what was first
  from_id    TEXT   NOT NULL,
  to_kind    TEXT   NOT NULL,                   -- what came of it
  to_id      TEXT   NOT NULL,
  note_uk    TEXT,
  note_en    TEXT,
  source     TEXT,
  locator    TEXT,
  removed_at TEXT,                              -- since when it is taken back; kept for the journal
  created_by TEXT   NOT NULL,
  version    BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX outcome_from ON outcome (office, from_id, id);
CREATE INDEX outcome_to ON outcome (office, to_id, id);
