-- said: files, sources, figures, steps. They name what they speak of only as (kind, id).

-- An uploaded file. Its content lies outside the database under its hash; the same content is stored once.
CREATE TABLE file (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  subject_kind TEXT   NOT NULL,
  subject_id   TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  type         TEXT   NOT NULL,                 -- media type, by content and not by name
  size         BIGINT NOT NULL,                 -- bytes
  hash         TEXT   NOT NULL,                 -- SHA-256, hex
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  published_at TEXT,
  removed_at   TEXT,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id)
);
CREATE INDEX file_subject ON file (office, subject_kind, subject_id);

-- Who said it, where and when: a document, an interview, a register, a page, a person.
CREATE TABLE source (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  kind         TEXT   NOT NULL CHECK (kind IN ('document', 'interview', 'register', 'web', 'person')),
  title_uk     TEXT,
  title_en     TEXT,
  issuer_uk    TEXT,
  issuer_en    TEXT,
  author       TEXT,
  speakers     TEXT,
  date         TEXT,
  date_note_uk TEXT,
  date_note_en TEXT,
  link         TEXT,
  licence      TEXT,
  doubt_uk     TEXT,
  doubt_en     TEXT,
  published_at TEXT,
  created_by   TEXT   NOT NULL,
  sort_key     TEXT   NOT NULL,
  search_key   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug)
);
CREATE INDEX source_sort ON source (office, sort_key, id);

-- A place in a source, with what it says in our words and the question it answers.
CREATE TABLE source_passage (
  office      TEXT   NOT NULL,
  source      TEXT   NOT NULL,
  locator     TEXT   NOT NULL,
  position    BIGINT NOT NULL,
  text_uk     TEXT,
  text_en     TEXT,
  question_uk TEXT,
  question_en TEXT,
  doubt_uk    TEXT,
  doubt_en    TEXT,
  PRIMARY KEY (office, source, locator),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);

-- Which record rests on which place of which source.
CREATE TABLE source_citation (
  office      TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  id          TEXT   NOT NULL,
  position    BIGINT NOT NULL,
  source      TEXT   NOT NULL,
  locator     TEXT,
  doubt_uk    TEXT,
  doubt_en    TEXT,
  PRIMARY KEY (office, kind, id, position),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX source_citation_source ON source_citation (office, source, locator);

-- A number said by a source of a subject. Money keeps minor units beside the decimal text.
CREATE TABLE figure (
  office        TEXT   NOT NULL,
  id            TEXT   NOT NULL,
  subject_kind  TEXT   NOT NULL,
  subject_id    TEXT   NOT NULL,
  measure       TEXT   NOT NULL,
  qualifier     TEXT   NOT NULL CHECK (qualifier IN ('exact', 'at_least', 'more_than', 'about', 'at_most', 'unknown')),
  value         TEXT,                           -- decimal text; none when the qualifier is unknown
  minor         BIGINT,                         -- money only: minor units of `currency`
  currency      TEXT,
  per           TEXT,                           -- a unit price: for each of this measure of the same subject
  as_of         TEXT,
  day           TEXT   NOT NULL,                 -- the first day that as_of may mean; '' when there is none
  as_of_note_uk TEXT,
  as_of_note_en TEXT,
  maturity      TEXT CHECK (maturity IN ('planned', 'promised', 'agreed', 'contracted', 'delivered')),
  place         TEXT,
  source        TEXT,
  locator       TEXT,
  note_uk       TEXT,
  note_en       TEXT,
  doubt_uk      TEXT,
  doubt_en      TEXT,
  removed_at    TEXT,
  version       BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  FOREIGN KEY (office, measure) REFERENCES office_measure (office, slug),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX figure_subject ON figure (office, subject_kind, subject_id);
CREATE INDEX figure_measure ON figure (office, measure);
CREATE INDEX figure_source ON figure (office, source, locator);

-- The named ones among what a figure counts: «7 stated, 4 named».
CREATE TABLE figure_member (
  office      TEXT   NOT NULL,
  figure      TEXT   NOT NULL,
  kind        TEXT   NOT NULL,
  id          TEXT   NOT NULL,
  PRIMARY KEY (office, figure, kind, id),
  FOREIGN KEY (office, figure) REFERENCES figure (office, id)
);

-- Something that somebody is to do.
CREATE TABLE step (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  subject_kind TEXT   NOT NULL,
  subject_id   TEXT   NOT NULL,
  what_uk      TEXT,
  what_en      TEXT,
  organisation TEXT,
  due          TEXT,
  due_day      TEXT   NOT NULL,                  -- the last day that due may mean; '' when there is none
  due_note_uk  TEXT,
  due_note_en  TEXT,
  created_by   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug)
);
CREATE INDEX step_subject ON step (office, subject_kind, subject_id);
CREATE INDEX step_due ON step (office, due_day);

-- The history of a step; the present state is the last one.
CREATE TABLE step_state (
  office      TEXT   NOT NULL,
  step        TEXT   NOT NULL,
  position    BIGINT NOT NULL,
  state       TEXT   NOT NULL CHECK (state IN ('promised', 'planned', 'negotiating', 'due', 'done', 'dropped')),
  date        TEXT,
  day         TEXT   NOT NULL,                   -- the first day that date may mean; '' when there is none
  source      TEXT,
  locator     TEXT,
  PRIMARY KEY (office, step, position),
  FOREIGN KEY (office, step) REFERENCES step (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX step_state_source ON step_state (office, source);
