-- round: a collection round asks many institutions at once what they need, for some days, each through a private link of
-- its own. What came of it is counted from links and needs, never kept.

CREATE TABLE round (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  slug         TEXT   NOT NULL,
  title_uk     TEXT,
  title_en     TEXT,
  ask_uk       TEXT,                            -- what the form says above its fields
  ask_en       TEXT,
  sector       TEXT,                            -- DAC 5-digit purpose code of what is asked
  emergency    TEXT,                            -- the word of an emergency: covid-19-2020
  from_day     TEXT   NOT NULL,
  until_day    TEXT   NOT NULL,                 -- the last day on which its links open
  opened_at    TEXT,
  closed_at    TEXT,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug)
);

-- The institutions that are asked.
CREATE TABLE round_member (
  office       TEXT   NOT NULL,
  round        TEXT   NOT NULL,
  organisation TEXT   NOT NULL,
  PRIMARY KEY (office, round, organisation),
  FOREIGN KEY (office, round) REFERENCES round (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX round_member_organisation ON round_member (office, organisation);

-- Links that were made together, at the opening or to chase the silent, and are to be handed over.
CREATE TABLE round_wave (
  office       TEXT   NOT NULL,
  round        TEXT   NOT NULL,
  wave         BIGINT NOT NULL,                 -- 1 is the opening
  made_at      TEXT   NOT NULL,
  links        BIGINT NOT NULL CHECK (links > 0),
  handed_at    TEXT,                            -- since when all of them are on their way
  PRIMARY KEY (office, round, wave),
  FOREIGN KEY (office, round) REFERENCES round (office, id)
);

-- What a round leaves on a need and on a link: a reference upward, so no foreign key.
ALTER TABLE need ADD COLUMN round TEXT;
CREATE INDEX need_round ON need (office, round);
ALTER TABLE need_link ADD COLUMN round TEXT;
ALTER TABLE need_link ADD COLUMN nothing_at TEXT; -- since when its holder says that nothing is needed
ALTER TABLE need_link ADD COLUMN seen_at TEXT;    -- when it was first opened; no line of the journal speaks of it
CREATE INDEX need_link_round ON need_link (office, round);

-- The highest number that a line of a need was ever given: a number that went with its line is not given again.
ALTER TABLE need ADD COLUMN lines_made BIGINT NOT NULL DEFAULT 0;
UPDATE need SET lines_made = (SELECT coalesce(max(l.line), 0) FROM need_line l WHERE l.office = need.office AND l.need = need.id);
