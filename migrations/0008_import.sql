-- import: tables that are taken in, from the file to the journal. A workbench: what it did to records is in the journal.

-- Withdrawn: kept for good, shown in no list. How a record that an import made is taken back.
ALTER TABLE project ADD COLUMN withdrawn_at TEXT;
ALTER TABLE organisation ADD COLUMN withdrawn_at TEXT;

-- One file and how far the work on it has come. `waiting`, `checking`, `applying` and `undoing` are work to be done,
-- which goes on after the program was stopped.
CREATE TABLE import (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('project', 'organisation', 'place', 'figure', 'step')),
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
CREATE INDEX import_work ON import (office, state, queued_at, id);

-- One row of the file: what it will do, what it did.
CREATE TABLE import_row (
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
  FOREIGN KEY (office, import) REFERENCES import (office, id)
);
CREATE INDEX import_row_outcome ON import_row (office, import, outcome, number);
CREATE INDEX import_row_result ON import_row (office, import, result, number);

-- The keys that tables use for records of their own: the number in somebody's list, which is no address here.
CREATE TABLE import_key (
  office       TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  own_key      TEXT   NOT NULL,
  record       TEXT   NOT NULL,
  PRIMARY KEY (office, kind, own_key),
  FOREIGN KEY (office) REFERENCES office (office)
);
