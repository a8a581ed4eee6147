-- interest: what a partner looks for. Whoever has its private link sees the open needs that fit, without an account. The
-- token is kept nowhere: it is made of the data key, the id and the turn, so that each letter can hold it.
CREATE TABLE interest (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,
  name         TEXT   NOT NULL,                 -- how it is called on the partner's page and in the list
  organisation TEXT,                            -- the partner, when the register knows them
  sectors      TEXT   NOT NULL,                 -- DAC codes of 3 or 5 digits, with spaces between; empty for any
  places       TEXT   NOT NULL,                 -- codes with spaces between, each with all that lies in it; empty for any
  priority     TEXT   CHECK (priority IN ('urgent', 'high', 'normal')),
  least        BIGINT CHECK (least >= 0),       -- what a need may cost, in whole units of the currency
  most         BIGINT CHECK (most >= 0),
  currency     TEXT,
  lang         TEXT   NOT NULL CHECK (lang IN ('uk', 'en')),
  often        TEXT   NOT NULL CHECK (often IN ('daily', 'weekly', 'never')),
  mail         TEXT,                            -- sealed: where the digest goes
  digest       TEXT   NOT NULL,                 -- SHA-256 of the token, hex
  turn         BIGINT NOT NULL,                 -- counts the links: a new one ends the one before
  told_at      TEXT   NOT NULL,                 -- needs that became public since are news
  ended_at     TEXT,                            -- since when the partner wants no letters
  revoked_at   TEXT,                            -- since when the link is taken back
  expires_at   TEXT   NOT NULL,
  created_at   TEXT   NOT NULL,
  created_by   TEXT   NOT NULL,
  PRIMARY KEY (office, id),
  UNIQUE (office, digest),
  FOREIGN KEY (office, organisation) REFERENCES organisation (office, id)
);
CREATE INDEX interest_organisation ON interest (office, organisation);
