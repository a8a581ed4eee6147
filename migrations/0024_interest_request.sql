-- interest: what somebody asked for by themselves and has not confirmed yet. Nothing of it is an interest: whoever owns the
-- address in it opens the link of the letter, or it is forgotten. So all of it is sealed.
CREATE TABLE interest_request (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,                 -- that of the interest which it becomes
  digest       TEXT   NOT NULL,                 -- SHA-256 of the token of the letter, hex
  sealed       TEXT,                            -- what is looked for, and the address; none once confirmed
  mail_key     TEXT   NOT NULL,                 -- keyed digest of the address: it is written to seldom
  created_at   TEXT   NOT NULL,
  expires_at   TEXT   NOT NULL,                 -- then it is deleted
  confirmed_at TEXT,                            -- since when it is an interest: a second click leads to the same page
  PRIMARY KEY (office, id),
  UNIQUE (office, digest)
);
CREATE INDEX interest_request_created ON interest_request (office, created_at);
CREATE INDEX interest_request_mail ON interest_request (office, mail_key, created_at);
