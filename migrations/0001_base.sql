-- base: the office and its settings, who may do what, and the journal.

-- One office: the unit of scale. Everything else hangs on it.
CREATE TABLE office (
  office      TEXT   NOT NULL PRIMARY KEY,
  name_uk     TEXT,
  name_en     TEXT,
  place       TEXT,                             -- the code of its territory; names come from `place`
  mail        TEXT,                             -- where ideas and corrections are sent
  base_url    TEXT,                             -- how the outside reaches it, for links in mail and feeds
  created_at  TEXT   NOT NULL,
  version     BIGINT NOT NULL
);

-- The department's own grouping of its work, in its own order.
CREATE TABLE office_direction (
  office      TEXT   NOT NULL REFERENCES office (office),
  slug        TEXT   NOT NULL,
  position    BIGINT NOT NULL,
  name_uk     TEXT,
  name_en     TEXT,
  PRIMARY KEY (office, slug)
);

-- What is counted: enterprises, flats, a budget. Forms are CLDR plurals: uk one|few|many|other, en one|other.
CREATE TABLE office_measure (
  office      TEXT   NOT NULL REFERENCES office (office),
  slug        TEXT   NOT NULL,
  unit        TEXT   NOT NULL,
  money       BIGINT NOT NULL CHECK (money IN (0, 1)),
  named       BIGINT NOT NULL CHECK (named IN (0, 1)),  -- what it counts has names that could be listed: «7 stated, 4 named»
  name_uk     TEXT,
  name_en     TEXT,
  forms_uk    TEXT,
  forms_en    TEXT,
  PRIMARY KEY (office, slug)
);

-- Exchange rates: hryvnias for one unit, on a day, and who says so. Decimal text.
CREATE TABLE office_rate (
  office      TEXT   NOT NULL REFERENCES office (office),
  currency    TEXT   NOT NULL,
  day         TEXT   NOT NULL,
  rate        TEXT   NOT NULL,
  source_uk   TEXT,
  set_by      TEXT   NOT NULL,
  PRIMARY KEY (office, currency, day)
);

-- Periods that depend on a law, as dated data and never as code.
CREATE TABLE office_term (
  office      TEXT   NOT NULL REFERENCES office (office),
  slug        TEXT   NOT NULL,
  valid_from  TEXT   NOT NULL,
  days        BIGINT NOT NULL CHECK (days > 0),
  working     BIGINT NOT NULL CHECK (working IN (0, 1)),
  law_uk      TEXT,
  law_en      TEXT,
  doubt_uk    TEXT,
  doubt_en    TEXT,
  PRIMARY KEY (office, slug, valid_from)
);

-- The journal: who did what to which record, when, and what the record was after it. The state before is the
-- line at `previous`. Lines are chained: hash = SHA-256 over the hash before and everything in this line.
CREATE TABLE journal (
  office      TEXT   NOT NULL REFERENCES office (office),
  position    BIGINT NOT NULL,
  at          TEXT   NOT NULL,
  actor       TEXT   NOT NULL,                  -- account id, or the name of a command; not a foreign key: it outlives both
  action      TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  id          TEXT   NOT NULL,
  previous    BIGINT,
  state       TEXT   NOT NULL,                  -- JSON; opaque to SQL
  hash        TEXT   NOT NULL,
  PRIMARY KEY (office, position)
);
CREATE INDEX journal_record ON journal (office, kind, id, position);

-- The last position and hash. A write transaction takes the next position first: one writer at a time.
CREATE TABLE journal_head (
  office      TEXT   NOT NULL PRIMARY KEY REFERENCES office (office),
  position    BIGINT NOT NULL,
  hash        TEXT   NOT NULL
);

-- Who may sign in. `organisation` and `place` say what is a contributor's own.
CREATE TABLE account (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  login        TEXT   NOT NULL,                 -- folded to lower case
  name         TEXT   NOT NULL,
  role         TEXT   NOT NULL CHECK (role IN ('administrator', 'coordinator', 'contributor', 'viewer')),
  organisation TEXT,
  place        TEXT,
  password     TEXT,                            -- argon2id, PHC text; none until the invitation is used
  password_at  TEXT,
  created_at   TEXT   NOT NULL,
  disabled_at  TEXT,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, login)
);

-- Only the digest of a session's cookie is kept.
CREATE TABLE account_session (
  office      TEXT   NOT NULL REFERENCES office (office),
  digest      TEXT   NOT NULL,
  account     TEXT   NOT NULL,
  csrf        TEXT   NOT NULL,
  agent       TEXT,
  created_at  TEXT   NOT NULL,
  expires_at  TEXT   NOT NULL,
  PRIMARY KEY (office, digest),
  FOREIGN KEY (office, account) REFERENCES account (office, id)
);
CREATE INDEX account_session_account ON account_session (office, account);

-- A link to set a password: an invitation or a reset. Only its digest is kept; it works once.
CREATE TABLE account_key (
  office      TEXT   NOT NULL REFERENCES office (office),
  digest      TEXT   NOT NULL,
  account     TEXT   NOT NULL,
  created_at  TEXT   NOT NULL,
  expires_at  TEXT   NOT NULL,
  used_at     TEXT,
  PRIMARY KEY (office, digest),
  FOREIGN KEY (office, account) REFERENCES account (office, id)
);

-- Failed sign-ins by login and by address, for throttling.
CREATE TABLE account_attempt (
  office      TEXT   NOT NULL REFERENCES office (office),
  subject     TEXT   NOT NULL,                  -- a digest of the login or the address
  failures    BIGINT NOT NULL,
  last_at     TEXT   NOT NULL,
  PRIMARY KEY (office, subject)
);
