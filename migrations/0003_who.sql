-- who: places, organisations, people.

-- A unit of the codifier of territories (KATOTTH), or a foreign place. Its code is its id.
CREATE TABLE place (
  office       TEXT   NOT NULL REFERENCES office (office),
  code         TEXT   NOT NULL,
  parent       TEXT,
  level        TEXT   NOT NULL CHECK (level IN ('country', 'oblast', 'raion', 'hromada', 'settlement', 'district', 'foreign')),
  category     TEXT,                            -- the codifier's letter: O K P H M T C X B
  pcode        TEXT,                            -- OCHA COD-AB
  country      TEXT   NOT NULL,
  lat          BIGINT,                          -- micro-degrees, WGS 84
  lon          BIGINT,
  point_source TEXT,
  population   BIGINT,
  population_year BIGINT,
  sort_key     TEXT   NOT NULL,                 -- of the present name
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, code),
  FOREIGN KEY (office, parent) REFERENCES place (office, code)
);
CREATE INDEX place_parent ON place (office, parent, sort_key);

-- Names change, codes do not. The first name has no beginning; the present one has no end.
CREATE TABLE place_name (
  office      TEXT   NOT NULL,
  code        TEXT   NOT NULL,
  position    BIGINT NOT NULL,
  name_uk     TEXT,
  name_en     TEXT,
  valid_from  TEXT,
  key_uk      TEXT   NOT NULL,                  -- search keys of each name alone; '' when there is none
  key_en      TEXT   NOT NULL,
  PRIMARY KEY (office, code, position),
  FOREIGN KEY (office, code) REFERENCES place (office, code)
);
CREATE INDEX place_name_uk ON place_name (office, key_uk);
CREATE INDEX place_name_en ON place_name (office, key_en);

-- Anyone who acts: a ministry, a council, a donor, a programme, a school, a firm.
CREATE TABLE organisation (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  name_uk      TEXT,
  name_en      TEXT,
  short_uk     TEXT,
  short_en     TEXT,
  org_id       TEXT,                            -- org-id.guide, as IATI writes it
  edrpou       TEXT,                            -- state register of Ukraine, 8 digits
  parent       TEXT,
  place        TEXT,
  country      TEXT,
  website      TEXT,
  about_uk     TEXT,
  about_en     TEXT,
  published_at TEXT,
  merged_into  TEXT,                            -- kept for good: old addresses lead on
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, parent) REFERENCES organisation (office, id),
  FOREIGN KEY (office, merged_into) REFERENCES organisation (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code)
);
CREATE INDEX organisation_sort ON organisation (office, sort_key, id);
CREATE INDEX organisation_edrpou ON organisation (office, edrpou);
CREATE INDEX organisation_org_id ON organisation (office, org_id);
CREATE INDEX organisation_parent ON organisation (office, parent);
CREATE INDEX organisation_merged ON organisation (office, merged_into);
CREATE INDEX organisation_place ON organisation (office, place);

-- Other names it goes by, each with the reason or the doubt.
CREATE TABLE organisation_alias (
  office       TEXT   NOT NULL,
  organisation TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  name         TEXT   NOT NULL,
  note_uk      TEXT,
  note_en      TEXT,
  PRIMARY KEY (office, organisation, position),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);

-- The search key of each of its names alone: name, short name, alias, in both languages. For finding by an exact name.
CREATE TABLE organisation_key (
  office       TEXT   NOT NULL,
  organisation TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  PRIMARY KEY (office, organisation, search_key),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX organisation_key_search ON organisation_key (office, search_key);

-- Staff and partners' contacts. Who it is and how to reach them is sealed with the office's data key.
CREATE TABLE person (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  organisation TEXT,
  post_uk      TEXT,
  post_en      TEXT,
  purpose_uk   TEXT   NOT NULL,                 -- why the office keeps this
  purpose_en   TEXT,
  forget_on    TEXT,
  published_at TEXT,                            -- name and post are public: an official named in a public source
  sealed       TEXT,                            -- names, mail, phone, note; none once forgotten
  digest_key   TEXT,                            -- sealed key of the journal's digests; destroyed with the rest
  forgotten_at TEXT,
  created_by   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX person_organisation ON person (office, organisation);
