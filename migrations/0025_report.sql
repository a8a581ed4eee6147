-- report: by which rules an office ranks its achievements, and which it pins or hides. What a report says is never kept:
-- it is computed of the records each time.

CREATE TABLE report_rules (
  office  TEXT   NOT NULL REFERENCES office (office),
  as_of   TEXT,                                 -- the day of a report when nobody asks for one; none: today
  version BIGINT NOT NULL,
  PRIMARY KEY (office)
);

-- How loud a rule speaks, where an office does it otherwise than usual.
CREATE TABLE report_weight (
  office  TEXT   NOT NULL,
  rule    TEXT   NOT NULL CHECK (rule IN ('finished', 'people', 'money', 'first', 'lasting')),
  weight  TEXT   NOT NULL,                      -- decimal text from 0 to 5
  PRIMARY KEY (office, rule),
  FOREIGN KEY (office) REFERENCES report_rules (office)
);

-- Which measures of the office count people who were reached, and which things that last.
CREATE TABLE report_measure (
  office  TEXT   NOT NULL,
  measure TEXT   NOT NULL,
  counts  TEXT   NOT NULL CHECK (counts IN ('people', 'lasting')),
  PRIMARY KEY (office, measure),
  FOREIGN KEY (office) REFERENCES report_rules (office),
  FOREIGN KEY (office, measure) REFERENCES office_measure (office, slug)
);

-- An achievement that somebody put first, or left out, in the report of a period.
CREATE TABLE report_choice (
  office  TEXT   NOT NULL,
  period  TEXT   NOT NULL,
  kind    TEXT   NOT NULL,
  id      TEXT   NOT NULL,
  choice  TEXT   NOT NULL CHECK (choice IN ('pinned', 'hidden')),
  why     TEXT   NOT NULL,
  made_by TEXT   NOT NULL,
  made_at TEXT   NOT NULL,
  PRIMARY KEY (office, period, kind, id),
  FOREIGN KEY (office) REFERENCES report_rules (office)
);

-- What is said of a time is found by its day. Not by office and day alone: whoever asks for the figures or stages of a record up
-- to a day would be led along all of the office's. A report asks for all qualifiers and all stages.
CREATE INDEX figure_day ON figure (office, qualifier, day);
CREATE INDEX project_stage_day ON project_stage (office, stage, day);
CREATE INDEX step_state_day ON step_state (office, state, day);
CREATE INDEX asset_handed ON asset (office, handed_day);
