-- emergency: an epidemic, a forest fire, a flood; where it is and since when, what studies say of it, and the talks with
-- funders. Needs name it by its slug, as they did before it had a record.

CREATE TABLE emergency (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,                 -- the word by which needs name it: covid-19-2020
  name_uk      TEXT,
  name_en      TEXT,
  kind         TEXT   NOT NULL,                 -- a hazard as GLIDE tells them apart: epidemic, wildfire
  glide        TEXT,                            -- GLobal IDEntifier: EP-2020-000012-001
  began        TEXT,
  ended        TEXT,
  about_uk     TEXT,
  about_en     TEXT,
  began_day    TEXT   NOT NULL,                 -- first day, '' when unknown
  ended_day    TEXT   NOT NULL,                 -- last day, '' while it goes on
  published_at TEXT,
  withdrawn_at TEXT,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug)
);
CREATE INDEX emergency_sort ON emergency (office, sort_key, id);

-- Where it is or was.
CREATE TABLE emergency_place (
  office       TEXT   NOT NULL,
  emergency    TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  place        TEXT   NOT NULL,
  PRIMARY KEY (office, emergency, position),
  FOREIGN KEY (office, emergency) REFERENCES emergency (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code)
);
CREATE INDEX emergency_place_place ON emergency_place (office, place);

-- A study of damage and impact. Its number stays its own for good.
CREATE TABLE emergency_study (
  office       TEXT   NOT NULL,
  emergency    TEXT   NOT NULL,
  study        BIGINT NOT NULL,
  title_uk     TEXT,
  title_en     TEXT,
  state        TEXT   NOT NULL CHECK (state IN ('planned', 'under_way', 'published')),
  organisation TEXT,                            -- who makes it
  who          TEXT,                            -- in words, when the register does not know them
  date         TEXT,
  link         TEXT,
  covers_uk    TEXT,
  covers_en    TEXT,
  source       TEXT,                            -- the study itself, or who says of it
  locator      TEXT,
  PRIMARY KEY (office, emergency, study),
  FOREIGN KEY (office, emergency) REFERENCES emergency (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX emergency_study_organisation ON emergency_study (office, organisation);
CREATE INDEX emergency_study_source ON emergency_study (office, source);

-- What a study recommends. Its number is its own within the emergency: steps name it by that.
CREATE TABLE emergency_recommendation (
  office         TEXT   NOT NULL,
  emergency      TEXT   NOT NULL,
  recommendation BIGINT NOT NULL,
  study          BIGINT NOT NULL,
  what_uk        TEXT,
  what_en        TEXT,
  locator        TEXT,                          -- where in the study
  PRIMARY KEY (office, emergency, recommendation),
  FOREIGN KEY (office, emergency, study) REFERENCES emergency_study (office, emergency, study)
);

-- A talk with a funder: the office's own until it is contracted.
CREATE TABLE emergency_talk (
  office       TEXT   NOT NULL,
  emergency    TEXT   NOT NULL,
  talk         BIGINT NOT NULL,
  organisation TEXT,                            -- the funder
  who          TEXT,                            -- in words, when the register does not know them
  about_uk     TEXT,
  about_en     TEXT,
  amount       TEXT,                            -- decimal text
  currency     TEXT,
  next         TEXT,                            -- what the office does next
  next_due     TEXT,
  project      TEXT,                            -- what came of it
  PRIMARY KEY (office, emergency, talk),
  FOREIGN KEY (office, emergency) REFERENCES emergency (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
CREATE INDEX emergency_talk_organisation ON emergency_talk (office, organisation);
CREATE INDEX emergency_talk_project ON emergency_talk (office, project);

-- How far a talk came, and when.
CREATE TABLE emergency_talk_state (
  office       TEXT   NOT NULL,
  emergency    TEXT   NOT NULL,
  talk         BIGINT NOT NULL,
  position     BIGINT NOT NULL,
  state        TEXT   NOT NULL CHECK (state IN ('idea', 'approached', 'in_talks', 'promised', 'contracted', 'declined')),
  date         TEXT   NOT NULL,
  note         TEXT,
  source       TEXT,
  locator      TEXT,
  PRIMARY KEY (office, emergency, talk, position),
  FOREIGN KEY (office, emergency, talk) REFERENCES emergency_talk (office, emergency, talk),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX emergency_talk_state_source ON emergency_talk_state (office, source);

-- Which part of its subject a step belongs to: the number of an emergency's recommendation.
ALTER TABLE step ADD COLUMN part BIGINT;
