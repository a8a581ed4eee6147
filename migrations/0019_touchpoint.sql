-- touchpoint: how points of contact are weighed, where an office does it otherwise than usual.

CREATE TABLE touchpoint_weighting (
  office  TEXT   NOT NULL REFERENCES office (office),
  version BIGINT NOT NULL,
  PRIMARY KEY (office)
);

CREATE TABLE touchpoint_weight (
  office  TEXT   NOT NULL,
  ranking TEXT   NOT NULL CHECK (ranking IN ('support', 'alike')),
  signal  TEXT   NOT NULL,                      -- a signal of dotyk-match: words, sector, place …
  weight  TEXT   NOT NULL,                      -- decimal text from 0 to 5
  PRIMARY KEY (office, ranking, signal),
  FOREIGN KEY (office) REFERENCES touchpoint_weighting (office)
);

-- introduction: a need or a project and a partner who were brought together, why, and what became of it.

CREATE TABLE introduction (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  subject_kind TEXT   NOT NULL CHECK (subject_kind IN ('need', 'project')),
  subject_id   TEXT   NOT NULL,
  partner      TEXT,                            -- an organisation of the register
  who          TEXT,                            -- or in words
  point        TEXT,                            -- the key by which the ranking knew the partner
  with_kind    TEXT,                            -- through what: a call, a project, another need, an activity
  with_id      TEXT,
  project      TEXT,                            -- what came of it
  lead         TEXT,                            -- the account that leads it
  part         TEXT,                            -- in which part of the points of contact it stood
  score        TEXT,                            -- at that moment, as decimal text
  reasons      TEXT   NOT NULL,                 -- JSON: why, as it was shown at that moment
  note         TEXT,
  state        TEXT   NOT NULL,                 -- of the last row of introduction_state
  heard        TEXT   NOT NULL,                 -- its day
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  FOREIGN KEY (office, partner) REFERENCES organisation (office, id),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
CREATE INDEX introduction_subject ON introduction (office, subject_id);
CREATE INDEX introduction_partner ON introduction (office, partner);
CREATE INDEX introduction_project ON introduction (office, project);
CREATE INDEX introduction_with ON introduction (office, with_id);
CREATE INDEX introduction_state_heard ON introduction (office, state, heard);

-- How it went, in the order of days.
CREATE TABLE introduction_state (
  office       TEXT   NOT NULL,
  introduction TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('proposed', 'contacted', 'agreed', 'delivered', 'declined')),
  date         TEXT   NOT NULL,
  note         TEXT,
  PRIMARY KEY (office, introduction, position),
  FOREIGN KEY (office, introduction) REFERENCES introduction (office, id)
);
