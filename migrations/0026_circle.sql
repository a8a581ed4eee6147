-- circle: members of one purpose. A cluster of companies and universities, or a working group; which of the two, `kind` says.

CREATE TABLE circle (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('cluster', 'group')),
  slug         TEXT   NOT NULL,
  name_uk      TEXT,
  name_en      TEXT,
  aims_uk      TEXT,                            -- what it is for
  aims_en      TEXT,
  join_uk      TEXT,                            -- how one joins it
  join_en      TEXT,
  organisation TEXT,                            -- the same as a party to agreements, when the register has it as one
  published_at TEXT,
  withdrawn_at TEXT,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, kind, slug),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX circle_sort ON circle (office, kind, sort_key, id);
CREATE INDEX circle_organisation ON circle (office, organisation);

-- Where it is, what it works on, and what it can.
CREATE TABLE circle_scope (
  office       TEXT   NOT NULL,
  circle       TEXT   NOT NULL,
  aspect       TEXT   NOT NULL CHECK (aspect IN ('place', 'project', 'sector', 'tag')),
  position     BIGINT NOT NULL,
  value        TEXT   NOT NULL,                 -- code of a place, a project, DAC code, a word
  PRIMARY KEY (office, circle, aspect, position),
  FOREIGN KEY (office, circle) REFERENCES circle (office, id)
);
CREATE INDEX circle_scope_value ON circle_scope (office, aspect, value);

-- Who belongs to it. A person is named by their own record only, where their name lies sealed.
CREATE TABLE circle_member (
  office       TEXT   NOT NULL,
  circle       TEXT   NOT NULL,
  member       BIGINT NOT NULL,                 -- its number in the circle, its own for good
  organisation TEXT,
  person       TEXT,                            -- who comes for it
  name         TEXT,                            -- an organisation in words, when the register does not know it
  kind         TEXT   NOT NULL CHECK (kind IN ('company', 'university', 'authority', 'other')),
  role_uk      TEXT,
  role_en      TEXT,
  sectors      TEXT   NOT NULL,                 -- DAC codes of what it can, with commas between
  since        TEXT,
  until        TEXT,
  since_day    TEXT   NOT NULL,                 -- first day, '' when unknown
  until_day    TEXT   NOT NULL,                 -- last day, '' while it belongs to it
  PRIMARY KEY (office, circle, member),
  FOREIGN KEY (office, circle) REFERENCES circle (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id),
  FOREIGN KEY (office, person) REFERENCES person (office, id)
);
CREATE INDEX circle_member_organisation ON circle_member (office, organisation);
CREATE INDEX circle_member_person ON circle_member (office, person);

-- How many a source says there are, named or not.
CREATE TABLE circle_stated (
  office       TEXT   NOT NULL,
  circle       TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('company', 'university', 'authority', 'other')),
  qualifier    TEXT   NOT NULL,
  value        TEXT   NOT NULL,                 -- a whole number as decimal text
  as_of        TEXT,
  source       TEXT,
  locator      TEXT,
  PRIMARY KEY (office, circle, position),
  FOREIGN KEY (office, circle) REFERENCES circle (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX circle_stated_source ON circle_stated (office, source);

-- How it lives: planned, created, at work, at rest, ended.
CREATE TABLE circle_state (
  office       TEXT   NOT NULL,
  circle       TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('planned', 'created', 'active', 'dormant', 'ended')),
  date         TEXT   NOT NULL,
  day          TEXT   NOT NULL,                 -- its first day
  note_uk      TEXT,
  note_en      TEXT,
  source       TEXT,
  locator      TEXT,
  PRIMARY KEY (office, circle, position),
  FOREIGN KEY (office, circle) REFERENCES circle (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX circle_state_source ON circle_state (office, source);
