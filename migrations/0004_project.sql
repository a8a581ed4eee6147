-- what: projects, the model noun.

CREATE TABLE project (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  direction    TEXT   NOT NULL,
  title_uk     TEXT,
  title_en     TEXT,
  about_uk     TEXT,
  about_en     TEXT,
  published_at TEXT,                            -- none: a draft, seen by the office and its author
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, direction) REFERENCES office_direction (office, slug)
);
CREATE INDEX project_sort ON project (office, sort_key, id);
CREATE INDEX project_created ON project (office, created_at, id);
CREATE INDEX project_direction ON project (office, direction, sort_key, id);

-- Stages are history, each with its date and its source. Two sources that disagree are two rows.
CREATE TABLE project_stage (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  stage        TEXT   NOT NULL CHECK (stage IN ('idea', 'negotiation', 'agreed', 'registered', 'implementing', 'completed', 'closed', 'refused', 'cancelled')),
  date         TEXT,
  day          TEXT   NOT NULL,                  -- the first day that date may mean; '' when there is none
  date_note_uk TEXT,
  date_note_en TEXT,
  source       TEXT,
  locator      TEXT,
  note_uk      TEXT,
  note_en      TEXT,
  doubt_uk     TEXT,
  doubt_en     TEXT,
  PRIMARY KEY (office, project, position),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);

CREATE INDEX project_stage_source ON project_stage (office, source);

CREATE TABLE project_party (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  organisation TEXT   NOT NULL,
  role         TEXT   NOT NULL CHECK (role IN ('funder', 'implementer', 'beneficiary', 'recipient', 'partner')),
  position     BIGINT NOT NULL,
  PRIMARY KEY (office, project, organisation, role),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX project_party_organisation ON project_party (office, organisation, role);

CREATE TABLE project_place (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  place        TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  PRIMARY KEY (office, project, place),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code)
);
CREATE INDEX project_place_place ON project_place (office, place);

-- DAC 5-digit purpose codes; shares in basis points, 10,000 in all.
CREATE TABLE project_sector (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  code         TEXT   NOT NULL,
  share        BIGINT NOT NULL CHECK (share > 0 AND share <= 10000),
  position     BIGINT NOT NULL,
  PRIMARY KEY (office, project, code),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
CREATE INDEX project_sector_code ON project_sector (office, code);

-- Sustainable Development Goals, 1 to 17.
CREATE TABLE project_goal (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  goal         BIGINT NOT NULL CHECK (goal BETWEEN 1 AND 17),
  PRIMARY KEY (office, project, goal),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);

-- Who in the office answers for it.
CREATE TABLE project_person (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  person       TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  PRIMARY KEY (office, project, person),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, person) REFERENCES person (office, id)
);

CREATE TABLE project_relation (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  related      TEXT   NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('part_of', 'follows', 'related')),
  position     BIGINT NOT NULL,
  PRIMARY KEY (office, project, related, kind),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, related) REFERENCES project (office, id)
);
CREATE INDEX project_relation_related ON project_relation (office, related);

-- State registration by Resolution 153, as a history: filed, suspended, resumed, registered, reregistered, refused, annulled.
CREATE TABLE project_registration (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  event        TEXT   NOT NULL CHECK (event IN ('filed', 'suspended', 'resumed', 'registered', 'reregistered', 'refused', 'annulled')),
  date         TEXT   NOT NULL,
  number       TEXT,                            -- the registration card's number
  note_uk      TEXT,
  note_en      TEXT,
  PRIMARY KEY (office, project, position),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
