-- event: a forum, an online session, a signing, a negotiation, a meeting. Never an emergency. Who takes part is kept apart,
-- since it is personal: decisions/0022.

CREATE TABLE event (
  office        TEXT   NOT NULL REFERENCES office (office),
  id            TEXT   NOT NULL,
  slug          TEXT   NOT NULL,
  title_uk      TEXT,
  title_en      TEXT,
  kind          TEXT   NOT NULL CHECK (kind IN ('forum', 'session', 'signing', 'negotiation', 'meeting')),
  about_uk      TEXT,
  about_en      TEXT,
  format        TEXT   CHECK (format IN ('in_person', 'online', 'mixed')),
  date          TEXT,                             -- may be partial, or from one day to another
  starts        TEXT,                             -- HH:MM in Kyiv, on the first day
  ends          TEXT,                             -- HH:MM in Kyiv, on the last day
  place         TEXT,
  venue_uk      TEXT,
  venue_en      TEXT,
  link          TEXT,                             -- of an online event: for staff and whoever is registered
  series        TEXT,                             -- the event that this is a part of
  project       TEXT,                             -- within which it is held
  registration  TEXT   NOT NULL CHECK (registration IN ('none', 'public', 'private')),
  capacity      BIGINT CHECK (capacity > 0),
  closes        TEXT,                             -- the last day of registration
  closes_hour   TEXT,                             -- until when on that day; none is its end
  minutes_uk    TEXT,
  minutes_en    TEXT,
  turn          BIGINT NOT NULL,                  -- counts the private links of registration: a new one ends the one before
  link_digest   TEXT   NOT NULL,                  -- SHA-256 of the token of that link, hex
  first_day     TEXT   NOT NULL,                  -- of the date; '' when there is none
  last_day      TEXT   NOT NULL,
  day_key       TEXT   NOT NULL,                  -- the first day as digits, by which lists are ordered; '0' when there is none
  published_at  TEXT,
  withdrawn_at  TEXT,
  created_at    TEXT   NOT NULL,
  created_by    TEXT   NOT NULL,
  search_key    TEXT   NOT NULL,
  version       BIGINT NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, slug),
  UNIQUE (office, link_digest),
  FOREIGN KEY (office, place) REFERENCES place (office, code),
  FOREIGN KEY (office, series) REFERENCES event (office, id),
  FOREIGN KEY (office, project) REFERENCES project (office, id)
);
CREATE INDEX event_day ON event (office, day_key, id);
CREATE INDEX event_series ON event (office, series);
CREATE INDEX event_project ON event (office, project);
CREATE INDEX event_place ON event (office, place);

-- How it went, in the order of days.
CREATE TABLE event_state (
  office   TEXT   NOT NULL,
  event    TEXT   NOT NULL,
  position BIGINT NOT NULL,
  state    TEXT   NOT NULL CHECK (state IN ('planned', 'announced', 'held', 'postponed', 'cancelled')),
  date     TEXT,
  day      TEXT   NOT NULL,                       -- the first day that date may mean; '' when there is none
  source   TEXT,
  locator  TEXT,
  note_uk  TEXT,
  note_en  TEXT,
  PRIMARY KEY (office, event, position),
  FOREIGN KEY (office, event) REFERENCES event (office, id),
  FOREIGN KEY (office, source) REFERENCES source (office, id)
);
CREATE INDEX event_state_source ON event_state (office, source);

CREATE TABLE event_organiser (
  office       TEXT   NOT NULL,
  event        TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  organisation TEXT   NOT NULL,
  PRIMARY KEY (office, event, position),
  UNIQUE (office, event, organisation),
  FOREIGN KEY (office, event) REFERENCES event (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX event_organiser_organisation ON event_organiser (office, organisation);

-- The programme of the event: what is spoken of, when, by whom.
CREATE TABLE event_item (
  office       TEXT   NOT NULL,
  event        TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  at           TEXT,                              -- HH:MM in Kyiv
  topic_uk     TEXT,
  topic_en     TEXT,
  person       TEXT,                              -- whose name is guarded
  organisation TEXT,
  role_uk      TEXT,
  role_en      TEXT,
  PRIMARY KEY (office, event, position),
  FOREIGN KEY (office, event) REFERENCES event (office, id),
  FOREIGN KEY (office, person) REFERENCES person (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX event_item_person ON event_item (office, person);
CREATE INDEX event_item_organisation ON event_item (office, organisation);

-- Who takes part. The person is sealed, and destroyed on a day; the organisation and how it went stay, as a number.
CREATE TABLE event_participant (
  office       TEXT   NOT NULL,
  event        TEXT   NOT NULL,
  id           TEXT   NOT NULL,
  organisation TEXT,                              -- when the register knows it; else its name is among what is sealed
  state        TEXT   NOT NULL CHECK (state IN ('invited', 'registered', 'declined', 'attended', 'absent')),
  sealed       TEXT,                              -- name, organisation in words, post, mail, phone; none once forgotten
  digest       TEXT,                              -- SHA-256 of the token of the person's own page, hex; none for whom the office put down
  once         TEXT,                              -- of the form that registered them: sent twice, it counts once
  forget_on    TEXT   NOT NULL,                   -- the day on which the person is forgotten
  created_at   TEXT   NOT NULL,
  changed_at   TEXT   NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, digest),
  UNIQUE (office, event, once),
  FOREIGN KEY (office, event) REFERENCES event (office, id),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX event_participant_event ON event_participant (office, event, id);
CREATE INDEX event_participant_organisation ON event_participant (office, organisation, event);
CREATE INDEX event_participant_forget ON event_participant (office, forget_on);
