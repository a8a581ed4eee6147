-- asset: property received as aid; and codes of the codifier of territories before this one.

-- KOATUU, in force until 2020 (order 290 of 26.11.2020): ten digits. A city and its hromada may share one.
ALTER TABLE place ADD COLUMN koatuu TEXT;
CREATE INDEX place_koatuu ON place (office, koatuu);

-- Property received as aid: who handed it over, who keeps it, since when. Its state follows from its days.
CREATE TABLE asset (
  office         TEXT   NOT NULL REFERENCES office (office),
  id             TEXT   NOT NULL,
  slug           TEXT   NOT NULL,
  name_uk        TEXT,
  name_en        TEXT,
  about_uk       TEXT,
  about_en       TEXT,
  uid            TEXT,                            -- inventory number
  quantity       TEXT,                            -- decimal
  unit           TEXT,
  value          TEXT,                            -- decimal, of all of it
  qualifier      TEXT,                            -- how the value is meant; none is exactly
  currency       TEXT,                            -- ISO 4217
  project        TEXT,
  recipient      TEXT,                            -- the organisation that keeps it
  implementer    TEXT,                            -- the organisation that hands it over
  place          TEXT,
  intent         TEXT   NOT NULL CHECK (intent IN ('planned', 'promised')),
  handed         TEXT,                            -- as far as a source says
  act_number     TEXT,
  act_date       TEXT,
  balance_date   TEXT,
  announced_date TEXT,
  announced_link TEXT,
  note_uk        TEXT,
  note_en        TEXT,
  handed_day     TEXT   NOT NULL,                 -- first days, for the state of a day; '' when there is none
  balance_day    TEXT   NOT NULL,
  announced_day  TEXT   NOT NULL,
  published_at   TEXT,
  withdrawn_at   TEXT,
  created_at     TEXT   NOT NULL,
  created_by     TEXT   NOT NULL,
  sort_key       TEXT   NOT NULL,
  search_key     TEXT   NOT NULL,
  version        BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, recipient) REFERENCES organisation (office, id),
  FOREIGN KEY (office, implementer) REFERENCES organisation (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code)
);
CREATE INDEX asset_sort ON asset (office, sort_key, id);
CREATE INDEX asset_project ON asset (office, project);
CREATE INDEX asset_recipient ON asset (office, recipient);
CREATE INDEX asset_implementer ON asset (office, implementer);

-- Property comes in by tables too. What kinds do is for the program to say, so the table says it no more; an engine that
-- cannot drop a CHECK wants the table made anew.
CREATE TABLE import_next (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  kind         TEXT   NOT NULL,                 -- of the records that its rows are
  name         TEXT   NOT NULL,                 -- what the file was called
  hash         TEXT   NOT NULL,                 -- SHA-256 of its content, hex: where it lies among the files
  state        TEXT   NOT NULL CHECK (state IN ('waiting', 'checking', 'checked', 'refused', 'applying', 'applied', 'undoing', 'undone')),
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  worked_by    TEXT   NOT NULL,                 -- in whose name the work is done: account id, or the name of a command
  queued_at    TEXT   NOT NULL,                 -- since when the work waits: the oldest is done first
  total        BIGINT NOT NULL,                 -- rows of the work at hand
  done         BIGINT NOT NULL,                 -- those behind it
  sheets       TEXT   NOT NULL,                 -- JSON: what was understood of each sheet
  fault_key    TEXT,                            -- why the file was refused: a message and what stands in it
  fault_what   TEXT,
  PRIMARY KEY (office, id)
);
INSERT INTO import_next (office, id, kind, name, hash, state, created_at, created_by, worked_by, queued_at, total, done,
  sheets, fault_key, fault_what)
  SELECT office, id, kind, name, hash, state, created_at, created_by, worked_by, queued_at, total, done,
  sheets, fault_key, fault_what FROM import;
CREATE TABLE import_row_next (
  office         TEXT   NOT NULL,
  import         TEXT   NOT NULL,
  number         BIGINT NOT NULL,               -- 1, 2, 3 … through all sheets
  sheet          TEXT   NOT NULL,
  line           BIGINT NOT NULL,               -- the row in the sheet, as the program of tables counts it
  title          TEXT   NOT NULL,
  outcome        TEXT   NOT NULL CHECK (outcome IN ('new', 'changed', 'same', 'refused')),
  record         TEXT,                          -- the record that it changes, or has made
  version_before BIGINT,                        -- of the record, when the row was checked
  plan           TEXT   NOT NULL,               -- JSON: what the record is to be
  faults         TEXT   NOT NULL,               -- JSON: column, message, what was written
  notes          TEXT   NOT NULL,               -- JSON: column, what was written, what was understood
  result         TEXT   CHECK (result IN ('applied', 'late', 'failed', 'undone', 'kept')),
  reason         TEXT,                          -- the message that says why it is late, failed or kept
  position       BIGINT,                        -- the last line that it left in the journal
  version_after  BIGINT,                        -- of the record, when the row was applied
  PRIMARY KEY (office, import, number),
  FOREIGN KEY (office, import) REFERENCES import_next (office, id)
);
INSERT INTO import_row_next (office, import, number, sheet, line, title, outcome, record, version_before, plan, faults, notes,
  result, reason, position, version_after)
  SELECT office, import, number, sheet, line, title, outcome, record, version_before, plan, faults, notes,
  result, reason, position, version_after FROM import_row;
DROP TABLE import_row;
DROP TABLE import;
ALTER TABLE import_next RENAME TO import;
ALTER TABLE import_row_next RENAME TO import_row;
CREATE INDEX import_work ON import (office, state, queued_at, id);
CREATE INDEX import_row_outcome ON import_row (office, import, outcome, number);
CREATE INDEX import_row_result ON import_row (office, import, result, number);
