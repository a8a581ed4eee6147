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
