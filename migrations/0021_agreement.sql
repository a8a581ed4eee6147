-- agreement: who is bound, who says when who signed, what the ministry said, until when it holds and what comes after it;
-- and the private address of a person's calendar.

CREATE TABLE agreement (
  office            TEXT   NOT NULL REFERENCES office (office),
  id                TEXT   NOT NULL,
  slug              TEXT   NOT NULL,
  kind              TEXT   NOT NULL CHECK (kind IN ('memorandum', 'cooperation', 'grant', 'decision')),
  territorial       TEXT   CHECK (territorial IN ('interterritorial', 'transborder', 'transnational')),
  number            TEXT,
  title_uk          TEXT,
  title_en          TEXT,
  about_uk          TEXT,
  about_en          TEXT,
  direction         TEXT,
  drafted           TEXT,                         -- since when it is talked about
  agreed            TEXT,                         -- when the text was agreed on
  planned           TEXT,                         -- when it is to be signed
  effective         TEXT,                         -- from when; without it, from the last signature
  until             TEXT,
  term_note_uk      TEXT,
  term_note_en      TEXT,
  prolongs          BIGINT,                       -- months for which it prolongs itself
  notice            BIGINT,                       -- days before the end within which a party may object
  ended             TEXT,                         -- from when it was broken off
  ended_note_uk     TEXT,
  ended_note_en     TEXT,
  ended_source      TEXT,
  ended_locator     TEXT,
  replaces          TEXT,                         -- the one in whose place it stands
  chain             TEXT   NOT NULL,              -- the first of those that replace one another; its own id when it replaces none
  force_day         TEXT   NOT NULL,              -- since when it is in force, computed; '' when it is not, or nobody knows
  replaced_day      TEXT   NOT NULL,              -- since when another is in force in its place; ''
  published_at      TEXT,
  withdrawn_at      TEXT,
  created_at        TEXT   NOT NULL,
  created_by        TEXT   NOT NULL,
  sort_key          TEXT   NOT NULL,
  search_key        TEXT   NOT NULL,
  version           BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, replaces) REFERENCES agreement (office, id),
  FOREIGN KEY (office, ended_source) REFERENCES source (office, id)
);
CREATE INDEX agreement_sort ON agreement (office, sort_key, id);
CREATE INDEX agreement_chain ON agreement (office, chain);
CREATE INDEX agreement_replaces ON agreement (office, replaces);

-- Who is bound by it or has to do with it. The number stays a party's own: signatures name it.
CREATE TABLE agreement_party (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  party             BIGINT NOT NULL,
  position          BIGINT NOT NULL,
  organisation      TEXT,                         -- of the register,
  who_uk            TEXT,                         -- or in words
  who_en            TEXT,
  stated            BIGINT,                       -- a set of so many: «8 ІТ-компаній»
  within            BIGINT,                       -- the set that it is one of
  role              TEXT   NOT NULL CHECK (role IN ('party', 'funder', 'recipient', 'beneficiary', 'witness')),
  signatory         TEXT,                         -- the person who signs; for the office alone
  copy              TEXT,                         -- when the office received its signed copy
  lacks_until       TEXT   NOT NULL,              -- the day of its signature: '' when it lacks none, '9999-99-99' while it does
  PRIMARY KEY (office, agreement, party),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id),
  FOREIGN KEY (office, signatory) REFERENCES person (office, id)
);
CREATE INDEX agreement_party_organisation ON agreement_party (office, organisation, agreement);

-- Who says when a party signed, or all of them. Sources that differ are all kept.
CREATE TABLE agreement_signature (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  position          BIGINT NOT NULL,
  party             BIGINT,                       -- none: all of them
  date              TEXT,
  date_note_uk      TEXT,
  date_note_en      TEXT,
  place             TEXT,
  source            TEXT,
  locator           TEXT,
  doubt_uk          TEXT,
  doubt_en          TEXT,
  PRIMARY KEY (office, agreement, position),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX agreement_signature_source ON agreement_signature (office, source);

-- Between the parties and the ministry. Within which term it answers is the office's: office_term, `territorial-approval`.
CREATE TABLE agreement_approval (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  position          BIGINT NOT NULL,
  event             TEXT   NOT NULL CHECK (event IN ('sent', 'returned', 'approved', 'refused', 'registered')),
  date              TEXT   NOT NULL,
  number            TEXT,
  note_uk           TEXT,
  note_en           TEXT,
  PRIMARY KEY (office, agreement, position),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id)
);

CREATE TABLE agreement_prolongation (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  position          BIGINT NOT NULL,
  until             TEXT   NOT NULL,
  date              TEXT,                         -- when the parties did so
  source            TEXT,
  locator           TEXT,
  PRIMARY KEY (office, agreement, position),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);

CREATE TABLE agreement_amendment (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  position          BIGINT NOT NULL,
  number            TEXT,
  date              TEXT,
  what_uk           TEXT,
  what_en           TEXT,
  source            TEXT,
  locator           TEXT,
  PRIMARY KEY (office, agreement, position),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);

-- A field of cooperation: «освіта».
CREATE TABLE agreement_field (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  position          BIGINT NOT NULL,
  uk                TEXT,
  en                TEXT,
  key_uk            TEXT   NOT NULL,              -- search keys; ''
  key_en            TEXT   NOT NULL,
  PRIMARY KEY (office, agreement, position),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id)
);
CREATE INDEX agreement_field_uk ON agreement_field (office, key_uk);
CREATE INDEX agreement_field_en ON agreement_field (office, key_en);

-- Where it holds.
CREATE TABLE agreement_place (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  position          BIGINT NOT NULL,
  place             TEXT   NOT NULL,
  PRIMARY KEY (office, agreement, position),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code)
);
CREATE INDEX agreement_place_place ON agreement_place (office, place);

-- Computed at the write: since when it is in which state, ahead too. The state of a day is the last one that began by then.
CREATE TABLE agreement_state (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  day               TEXT   NOT NULL,              -- '' when nobody knows since when
  state             TEXT   NOT NULL,
  PRIMARY KEY (office, agreement, day),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id)
);

-- Computed at the write: days that somebody must not miss.
CREATE TABLE agreement_deadline (
  office            TEXT   NOT NULL,
  agreement         TEXT   NOT NULL,
  position          BIGINT NOT NULL,
  what              TEXT   NOT NULL CHECK (what IN ('signing', 'notice', 'end')),
  day               TEXT   NOT NULL,
  settled_day       TEXT   NOT NULL,              -- since when it troubles nobody; '9999-99-99' while it does
  PRIMARY KEY (office, agreement, position),
  FOREIGN KEY (office, agreement) REFERENCES agreement (office, id)
);
CREATE INDEX agreement_deadline_day ON agreement_deadline (office, day, agreement, position);
CREATE INDEX agreement_deadline_what ON agreement_deadline (office, what, day);

-- The private address of a person's calendar: of its token only the digest. A new one ends the one before.
CREATE TABLE account_calendar (
  office            TEXT   NOT NULL,
  account           TEXT   NOT NULL,
  digest            TEXT   NOT NULL,
  created_at        TEXT   NOT NULL,
  PRIMARY KEY (office, account),
  UNIQUE (office, digest),
  FOREIGN KEY (office, account) REFERENCES account (office, id)
);
