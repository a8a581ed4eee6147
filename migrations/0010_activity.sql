-- activity: what others publish by the IATI standard, kept as reference. It is never mixed into the office's own figures.

-- One file that was taken in, and how far the work on it has come. `number` stands in the rows that came out of it.
-- `reading` is work that goes on after the program was stopped; `current` is what is shown.
CREATE TABLE activity_dataset (
  office         TEXT   NOT NULL REFERENCES office (office),
  id             TEXT   NOT NULL,
  number         BIGINT NOT NULL,               -- 1, 2, 3 … in the order in which files came
  name           TEXT   NOT NULL,               -- what the file was called
  hash           TEXT   NOT NULL,               -- SHA-256 of its content, hex: where it lies among the files
  bytes          BIGINT NOT NULL,
  said           TEXT,                          -- the publisher, as whoever brought it said
  publisher      TEXT,                          -- who publishes it: what was said, else the first reporting organisation's @ref or name
  publisher_name TEXT,
  publisher_key  TEXT,                          -- the same for all files of one publisher
  iati_version   TEXT,
  generated_at   TEXT,                          -- as the file says
  state          TEXT   NOT NULL CHECK (state IN ('waiting', 'reading', 'current', 'replaced', 'undone', 'refused')),
  work           TEXT   CHECK (work IN ('read', 'match', 'clear')),  -- what is to be done with it
  created_at     TEXT   NOT NULL,
  created_by     TEXT   NOT NULL,
  worked_by      TEXT   NOT NULL,               -- in whose name the work is done: account id, or the name of a command
  queued_at      TEXT   NOT NULL,               -- since when the work waits: the oldest is done first
  seen           BIGINT NOT NULL,               -- activities of the file behind the work at hand
  read           BIGINT NOT NULL,               -- bytes behind it
  kept           BIGINT NOT NULL,               -- activities kept
  faults         BIGINT NOT NULL,               -- activities that could not be, each with its reasons
  fresh          BIGINT NOT NULL,               -- kept ones that no file of the publisher had before
  changed        BIGINT NOT NULL,               -- kept ones that say something else than before
  vanished       BIGINT NOT NULL,               -- those that the files before had and this one has not
  replaced_by    TEXT,                          -- the newer file
  undone_at      TEXT,                          -- when it was taken back
  cleared_at     TEXT,                          -- when its rows were deleted, but for those that no newer file has
  source         TEXT,                          -- the source that stands for it where something of it was accepted
  fault_key      TEXT,                          -- why it was refused: a message and what stands in it
  fault_what     TEXT,
  version        BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, number)
);
CREATE INDEX activity_dataset_work ON activity_dataset (office, work, queued_at, id);
CREATE INDEX activity_dataset_hash ON activity_dataset (office, hash);
CREATE INDEX activity_dataset_publisher ON activity_dataset (office, publisher_key, state);
CREATE INDEX activity_dataset_replaced ON activity_dataset (office, replaced_by);

-- An activity as one file states it. `id` is made of the identifier alone, so that all files that speak of it meet there.
-- No foreign keys from its parts: rows of a file come and go together, and each would cost a look-up.
CREATE TABLE activity (
  office         TEXT   NOT NULL,
  dataset        BIGINT NOT NULL,
  number         BIGINT NOT NULL,               -- 1, 2, 3 … in the file
  id             TEXT   NOT NULL,
  identifier     TEXT   NOT NULL,               -- iati-identifier, without spaces around it
  line           BIGINT NOT NULL,               -- where it begins in the file
  reporting_ref  TEXT,
  reporting_name TEXT,
  secondary      TEXT,                          -- reporting-org/@secondary-reporter, as it stands
  title_uk       TEXT,
  title_en       TEXT,                          -- English, else the first of any language; all are in activity_narrative
  about_uk       TEXT,
  about_en       TEXT,
  status         TEXT,                          -- code of ActivityStatus
  planned_start  TEXT,
  actual_start   TEXT,
  planned_end    TEXT,
  actual_end     TEXT,
  first_year     BIGINT,
  last_year      BIGINT,
  hierarchy      TEXT,
  currency       TEXT,
  lang           TEXT,
  updated_at     TEXT,
  digest         TEXT   NOT NULL,               -- of all that is kept of it: whether a newer file says something else
  vanished_by    BIGINT,                        -- the newer file of the publisher that no longer has it
  PRIMARY KEY (office, dataset, number)
);
CREATE INDEX activity_id ON activity (office, id, dataset);
CREATE INDEX activity_vanished ON activity (office, vanished_by);

-- Every text of it in every language. `field` is the path in the standard, `part` counts the parts of that path.
CREATE TABLE activity_narrative (
  office   TEXT   NOT NULL,
  dataset  BIGINT NOT NULL,
  number   BIGINT NOT NULL,
  position BIGINT NOT NULL,
  field    TEXT   NOT NULL,
  part     BIGINT NOT NULL,
  kind     TEXT,                                -- @type of a description
  lang     TEXT,
  text     TEXT   NOT NULL,
  PRIMARY KEY (office, dataset, number, position)
);

-- Who takes part: code of OrganisationRole, or `reporting`.
CREATE TABLE activity_party (
  office   TEXT   NOT NULL,
  dataset  BIGINT NOT NULL,
  number   BIGINT NOT NULL,
  position BIGINT NOT NULL,
  role     TEXT   NOT NULL,
  ref      TEXT,
  kind     TEXT,                                -- code of OrganisationType
  name     TEXT,
  name_key TEXT,                                -- search key of the name
  activity TEXT,                                -- @activity-id
  PRIMARY KEY (office, dataset, number, position)
);
CREATE INDEX activity_party_ref ON activity_party (office, ref);
CREATE INDEX activity_party_name ON activity_party (office, name_key);

-- Where: countries, regions and locations.
CREATE TABLE activity_place (
  office     TEXT   NOT NULL,
  dataset    BIGINT NOT NULL,
  number     BIGINT NOT NULL,
  position   BIGINT NOT NULL,
  kind       TEXT   NOT NULL CHECK (kind IN ('country', 'region', 'location')),
  code       TEXT,
  vocabulary TEXT,
  name       TEXT,
  share      TEXT,                              -- percentage, as it stands
  lat        BIGINT,                            -- micro-degrees
  lon        BIGINT,
  PRIMARY KEY (office, dataset, number, position)
);

CREATE TABLE activity_sector (
  office     TEXT   NOT NULL,
  dataset    BIGINT NOT NULL,
  number     BIGINT NOT NULL,
  position   BIGINT NOT NULL,
  vocabulary TEXT,
  code       TEXT   NOT NULL,
  name       TEXT,
  share      TEXT,
  PRIMARY KEY (office, dataset, number, position)
);

-- Money that moved or was promised, as published. `cents` are hundredths of the currency, for sums; none where the value
-- is no number or beyond a million millions.
CREATE TABLE activity_transaction (
  office        TEXT   NOT NULL,
  dataset       BIGINT NOT NULL,
  number        BIGINT NOT NULL,
  position      BIGINT NOT NULL,
  kind          TEXT,                           -- code of TransactionType
  date          TEXT,
  value         TEXT,                           -- as it stands
  cents         BIGINT,
  currency      TEXT,
  value_date    TEXT,
  provider_ref  TEXT,
  provider_name TEXT,
  receiver_ref  TEXT,
  receiver_name TEXT,
  ref           TEXT,
  PRIMARY KEY (office, dataset, number, position)
);

CREATE TABLE activity_budget (
  office     TEXT   NOT NULL,
  dataset    BIGINT NOT NULL,
  number     BIGINT NOT NULL,
  position   BIGINT NOT NULL,
  kind       TEXT,                              -- code of BudgetType
  status     TEXT,                              -- code of BudgetStatus
  period_start TEXT,
  period_end   TEXT,
  value      TEXT,
  cents      BIGINT,
  currency   TEXT,
  value_date TEXT,
  PRIMARY KEY (office, dataset, number, position)
);

-- Sums of an activity by kind of transaction (or `budget`) and currency, so that the page of a funder adds up few rows.
CREATE TABLE activity_total (
  office   TEXT   NOT NULL,
  dataset  BIGINT NOT NULL,
  number   BIGINT NOT NULL,
  kind     TEXT   NOT NULL,
  currency TEXT   NOT NULL,
  cents    BIGINT NOT NULL,
  parts    BIGINT NOT NULL,
  PRIMARY KEY (office, dataset, number, kind, currency)
);

-- Results: a row for each period of each indicator, and one for a result or an indicator without any.
CREATE TABLE activity_result (
  office       TEXT   NOT NULL,
  dataset      BIGINT NOT NULL,
  number       BIGINT NOT NULL,
  position     BIGINT NOT NULL,
  kind         TEXT,                            -- code of ResultType
  title        TEXT,
  measure      TEXT,                            -- code of IndicatorMeasure
  indicator    TEXT,
  baseline     TEXT,
  baseline_year TEXT,
  period_start TEXT,
  period_end   TEXT,
  target       TEXT,
  actual       TEXT,
  PRIMARY KEY (office, dataset, number, position)
);

-- Other identifiers of it, and activities that it is related to.
CREATE TABLE activity_link (
  office     TEXT   NOT NULL,
  dataset    BIGINT NOT NULL,
  number     BIGINT NOT NULL,
  position   BIGINT NOT NULL,
  link       TEXT   NOT NULL CHECK (link IN ('other', 'related')),
  ref        TEXT   NOT NULL,
  kind       TEXT,
  owner_ref  TEXT,
  owner_name TEXT,
  PRIMARY KEY (office, dataset, number, position)
);
CREATE INDEX activity_link_ref ON activity_link (office, ref);

-- Activities of a file that could not be kept, and where.
CREATE TABLE activity_fault (
  office     TEXT   NOT NULL,
  dataset    BIGINT NOT NULL,
  position   BIGINT NOT NULL,
  line       BIGINT NOT NULL,
  col        BIGINT NOT NULL,
  identifier TEXT   NOT NULL,
  fault      TEXT   NOT NULL,                   -- a message
  what_uk    TEXT,
  what_en    TEXT,
  PRIMARY KEY (office, dataset, position)
);

-- What the office decided about an activity and a project of its own. It goes by the identifier, so it outlives files.
CREATE TABLE activity_tie (
  office     TEXT   NOT NULL,
  activity   TEXT   NOT NULL,
  project    TEXT   NOT NULL,
  identifier TEXT   NOT NULL,
  state      TEXT   NOT NULL CHECK (state IN ('tied', 'rejected')),
  how        TEXT   NOT NULL CHECK (how IN ('identifier', 'other-identifier', 'chosen', 'made')),
  decided_at TEXT   NOT NULL,
  decided_by TEXT   NOT NULL,
  PRIMARY KEY (office, activity, project),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
CREATE INDEX activity_tie_project ON activity_tie (office, project);

-- What was accepted of an activity into a project, so that it can be taken back.
CREATE TABLE activity_acceptance (
  office         TEXT   NOT NULL,
  id             TEXT   NOT NULL,
  activity       TEXT   NOT NULL,
  project        TEXT   NOT NULL,
  fields         TEXT   NOT NULL,               -- JSON: which
  figures        TEXT   NOT NULL,               -- JSON: ids of the figures that it made
  version_before BIGINT NOT NULL,               -- of the project
  version_after  BIGINT NOT NULL,
  accepted_at    TEXT   NOT NULL,
  accepted_by    TEXT   NOT NULL,
  undone_at      TEXT,
  PRIMARY KEY (office, id),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
CREATE INDEX activity_acceptance_activity ON activity_acceptance (office, activity, project);
