-- programme: who pays for what, the calls by which it is asked for, and what was applied for with what result.

CREATE TABLE programme (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  funder       TEXT,                            -- the organisation that pays
  name_uk      TEXT,
  name_en      TEXT,
  about_uk     TEXT,
  about_en     TEXT,
  eligible_uk  TEXT,                            -- who may apply, in words, beside the kinds
  eligible_en  TEXT,
  link         TEXT,
  desk         TEXT,                            -- how to reach a public desk; people stand in `programme_scope`
  published_at TEXT,
  withdrawn_at TEXT,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, funder) REFERENCES organisation (office, id)
);
CREATE INDEX programme_sort ON programme (office, sort_key, id);
CREATE INDEX programme_funder ON programme (office, funder);

-- A call of a programme: when, how much, for what. Its state on a day follows from its window and is not kept.
CREATE TABLE programme_call (
  office       TEXT   NOT NULL,
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  programme    TEXT   NOT NULL,
  title_uk     TEXT,
  title_en     TEXT,
  about_uk     TEXT,
  about_en     TEXT,
  eligible_uk  TEXT,
  eligible_en  TEXT,
  link         TEXT,
  opens        TEXT,                            -- dates that may be partial
  closes       TEXT,
  closes_hour  TEXT,                            -- 17:00 in Kyiv; only of a whole day
  repetition   TEXT   CHECK (repetition IN ('yearly', 'continuous')),
  least        TEXT,                            -- decimal text of one grant, and its minor units for filters
  least_minor  BIGINT,
  most         TEXT,
  most_minor   BIGINT,
  currency     TEXT,
  cofunding    BIGINT CHECK (cofunding BETWEEN 0 AND 10000), -- the least own share, in basis points
  opens_at     TEXT   NOT NULL,                 -- 2021-03-01T00:00, the first moment; '' when unknown
  closes_at    TEXT   NOT NULL,                 -- 2021-04-15T17:00, the last moment; '' when unknown
  closing_key  TEXT   NOT NULL,                 -- order of those to come: the nearest first
  closed_key   TEXT   NOT NULL,                 -- order of those behind: the latest first
  published_at TEXT,
  withdrawn_at TEXT,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, programme) REFERENCES programme (office, id)
);
CREATE INDEX programme_call_programme ON programme_call (office, programme);
CREATE INDEX programme_call_closes ON programme_call (office, closes_at);

-- For what, by whom and where one may apply; and the people who know more. Of a call only what is narrower than the
-- programme's: an aspect that a call does not name is the programme's.
CREATE TABLE programme_scope (
  office       TEXT   NOT NULL REFERENCES office (office),
  owner        TEXT   NOT NULL,                 -- a programme or a call
  aspect       TEXT   NOT NULL CHECK (aspect IN ('sector', 'tag', 'applicant', 'place', 'contact')),
  position     BIGINT NOT NULL,
  value        TEXT   NOT NULL,                 -- DAC code, word, kind of organisation, code of a place, a person
  PRIMARY KEY (office, owner, aspect, position)
);
CREATE INDEX programme_scope_value ON programme_scope (office, aspect, value);

-- What somebody applied for.
CREATE TABLE programme_application (
  office       TEXT   NOT NULL,
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  call         TEXT   NOT NULL,
  applicant    TEXT   NOT NULL,
  project      TEXT,                            -- the idea applied with, or what the award became
  title_uk     TEXT,
  title_en     TEXT,
  asked        TEXT,                            -- decimal text
  currency     TEXT,
  note_uk      TEXT,
  note_en      TEXT,
  published_at TEXT,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, call) REFERENCES programme_call (office, id),
  FOREIGN KEY (office, applicant) REFERENCES organisation (office, id),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
CREATE INDEX programme_application_sort ON programme_application (office, sort_key, id);
CREATE INDEX programme_application_call ON programme_application (office, call);
CREATE INDEX programme_application_applicant ON programme_application (office, applicant);
CREATE INDEX programme_application_project ON programme_application (office, project);

-- How an application went. The state of a day is the last one before it.
CREATE TABLE programme_application_state (
  office       TEXT   NOT NULL,
  application  TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('drafted', 'submitted', 'shortlisted', 'awarded', 'refused', 'withdrawn')),
  date         TEXT   NOT NULL,
  day          TEXT   NOT NULL,                 -- its first day, for the state of a day
  amount       TEXT,                            -- decimal text: what was awarded
  note         TEXT,
  source       TEXT,
  locator      TEXT,
  PRIMARY KEY (office, application, position),
  FOREIGN KEY (office, application) REFERENCES programme_application (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX programme_application_state_source ON programme_application_state (office, source);
