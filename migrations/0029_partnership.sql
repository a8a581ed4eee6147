-- partnership: a lasting tie of ours with somebody abroad, city to city or region to region. When it began, how it stands on a
-- day and what it lacks are computed; what came of it stands in outcome.

CREATE TABLE partnership (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  title_uk     TEXT,
  title_en     TEXT,
  about_uk     TEXT,
  about_en     TEXT,
  kind         TEXT   NOT NULL CHECK (kind IN ('city', 'region', 'institution')),
  project      TEXT,                            -- the project under which it was tied
  programme    TEXT,                            -- or the programme of a funder
  published_at TEXT,
  withdrawn_at TEXT,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, programme) REFERENCES programme (office, id)
);
CREATE INDEX partnership_sort ON partnership (office, sort_key, id);
CREATE INDEX partnership_project ON partnership (office, project);
CREATE INDEX partnership_programme ON partnership (office, programme);

-- Who is tied: a place, an organisation, or an organisation for its place.
CREATE TABLE partnership_side (
  office       TEXT   NOT NULL,
  partnership  TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  side         TEXT   NOT NULL CHECK (side IN ('ours', 'theirs')),
  place        TEXT,
  organisation TEXT,
  PRIMARY KEY (office, partnership, position),
  FOREIGN KEY (office, partnership) REFERENCES partnership (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX partnership_side_organisation ON partnership_side (office, organisation);
CREATE INDEX partnership_side_place ON partnership_side (office, place);

-- How it stood, in the order of days.
CREATE TABLE partnership_state (
  office      TEXT   NOT NULL,
  partnership TEXT   NOT NULL,
  position    BIGINT NOT NULL,
  state       TEXT   NOT NULL CHECK (state IN ('chosen', 'talks', 'agreed', 'active', 'dormant', 'ended')),
  date        TEXT   NOT NULL,
  day         TEXT   NOT NULL,                  -- the first day that date may mean
  note_uk     TEXT,
  note_en     TEXT,
  source      TEXT,
  locator     TEXT,
  PRIMARY KEY (office, partnership, position),
  FOREIGN KEY (office, partnership) REFERENCES partnership (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX partnership_state_source ON partnership_state (office, source);
