-- need: what a community or an institution asks for, what was promised to it, what came, and the private links by which
-- it says so itself. Every sum of it is computed, none is kept.

CREATE TABLE need (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  title_uk     TEXT,
  title_en     TEXT,
  organisation TEXT,                            -- whose need it is
  place        TEXT,                            -- where: the hromada, or the place of the institution
  whom_uk      TEXT,                            -- for whom
  whom_en      TEXT,
  people       BIGINT CHECK (people >= 0),      -- for how many; few are not told to the public
  why_uk       TEXT,
  why_en       TEXT,
  needed_by    TEXT,
  sector       TEXT,                            -- DAC 5-digit purpose code
  priority     TEXT   NOT NULL CHECK (priority IN ('urgent', 'high', 'normal')),
  emergency    TEXT,                            -- the word of an emergency: covid-19-2020
  contact      TEXT,                            -- sealed: name, phone, mail of who knows
  digest_key   TEXT   NOT NULL,                 -- sealed key of the journal's digests
  published_at TEXT,                            -- none: seen by the office and whose it is
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id),
  FOREIGN KEY (office, place) REFERENCES place (office, code)
);
CREATE INDEX need_organisation ON need (office, organisation);
CREATE INDEX need_place ON need (office, place);

-- What happened to a need. Whether it is covered is not here: its lines say so.
CREATE TABLE need_event (
  office       TEXT   NOT NULL,
  need         TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  event        TEXT   NOT NULL CHECK (event IN ('stated', 'confirmed', 'renewed', 'withdrawn', 'lapsed')),
  date         TEXT   NOT NULL,
  note         TEXT,
  PRIMARY KEY (office, need, position),
  FOREIGN KEY (office, need) REFERENCES need (office, id)
);

-- A position: what, how many. Its number stays its own for good.
CREATE TABLE need_line (
  office       TEXT   NOT NULL,
  need         TEXT   NOT NULL,
  line         BIGINT NOT NULL,
  position     BIGINT NOT NULL,
  item_uk      TEXT,
  item_en      TEXT,
  unit         TEXT   NOT NULL CHECK (unit IN ('piece', 'set', 'pack', 'box', 'kilogram', 'tonne', 'litre', 'metre', 'square_metre', 'service', 'course')),
  quantity     TEXT   NOT NULL,                 -- decimal text, above zero
  cost         TEXT,                            -- decimal text: the whole line, as estimated
  currency     TEXT,
  PRIMARY KEY (office, need, line),
  FOREIGN KEY (office, need) REFERENCES need (office, id)
);

-- Who said they would bring how many.
CREATE TABLE need_promise (
  office       TEXT   NOT NULL,
  need         TEXT   NOT NULL,
  promise      BIGINT NOT NULL,
  line         BIGINT NOT NULL,
  organisation TEXT,
  who          TEXT,                            -- in words, when the register does not know them
  quantity     TEXT   NOT NULL,
  date         TEXT   NOT NULL,
  note         TEXT,
  source       TEXT,
  locator      TEXT,
  withdrawn    TEXT,                            -- since when it holds no more
  PRIMARY KEY (office, need, promise),
  FOREIGN KEY (office, need, line) REFERENCES need_line (office, need, line),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX need_promise_organisation ON need_promise (office, organisation);
CREATE INDEX need_promise_source ON need_promise (office, source);

-- What was brought, on a promise or without one.
CREATE TABLE need_delivery (
  office       TEXT   NOT NULL,
  need         TEXT   NOT NULL,
  delivery     BIGINT NOT NULL,
  line         BIGINT NOT NULL,
  promise      BIGINT,
  who          TEXT,
  quantity     TEXT   NOT NULL,
  date         TEXT   NOT NULL,
  note         TEXT,
  PRIMARY KEY (office, need, delivery),
  FOREIGN KEY (office, need, line) REFERENCES need_line (office, need, line),
  FOREIGN KEY (office, need, promise) REFERENCES need_promise (office, need, promise)
);

-- What the receiver says of a delivery: so many came, or it is disputed and why. The last word on a delivery holds.
CREATE TABLE need_confirmation (
  office       TEXT   NOT NULL,
  need         TEXT   NOT NULL,
  confirmation BIGINT NOT NULL,
  delivery     BIGINT NOT NULL,
  quantity     TEXT,
  dispute      TEXT,                            -- the reason; none when it came as said
  date         TEXT   NOT NULL,
  note         TEXT,
  file         TEXT,                            -- a photo or an act
  said_by      TEXT   NOT NULL,                 -- account, command or private link
  PRIMARY KEY (office, need, confirmation),
  FOREIGN KEY (office, need, delivery) REFERENCES need_delivery (office, need, delivery),
  FOREIGN KEY (office, file) REFERENCES file (office, id)
);

-- A private link: who holds it acts for an organisation, or for one need, without an account. Its token is kept nowhere.
CREATE TABLE need_link (
  office       TEXT   NOT NULL,
  id           TEXT   NOT NULL,
  digest       TEXT   NOT NULL,                 -- SHA-256 of the token, hex
  organisation TEXT,                            -- all needs of this organisation
  need         TEXT,                            -- or this one alone
  purposes     TEXT   NOT NULL,                 -- words with spaces between: state, confirm, renew
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  expires_at   TEXT   NOT NULL,
  revoked_at   TEXT,
  draft        TEXT,                            -- sealed: the form that its holder has not sent yet
  PRIMARY KEY (office, id),
  UNIQUE (office, digest),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id),
  FOREIGN KEY (office, need) REFERENCES need (office, id)
);
CREATE INDEX need_link_organisation ON need_link (office, organisation);
CREATE INDEX need_link_need ON need_link (office, need);

-- What was sent through a link: a form that comes twice is answered as the first time.
CREATE TABLE need_sent (
  office       TEXT   NOT NULL,
  link         TEXT   NOT NULL,
  once         TEXT   NOT NULL,                 -- the form's own key
  answer       TEXT   NOT NULL,                 -- where the first one led, behind the link's address
  sent_at      TEXT   NOT NULL,
  PRIMARY KEY (office, link, once),
  FOREIGN KEY (office, link) REFERENCES need_link (office, id)
);
CREATE INDEX need_sent_at ON need_sent (office, link, sent_at);
