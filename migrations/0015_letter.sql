-- letter: what the office writes to people by mail. A row is a line of a queue, not a record of the register: no line of
-- the journal speaks of it, and what is personal in it is destroyed.

CREATE TABLE letter (
  office       TEXT   NOT NULL REFERENCES office (office),
  id           TEXT   NOT NULL,                 -- its Message-ID is made of it
  once         TEXT   NOT NULL,                 -- what it is about, said so that it is never put in twice: need-renewal:ID:DAY
  kind         TEXT   NOT NULL,                 -- the record it is about
  record       TEXT   NOT NULL,
  lang         TEXT   NOT NULL CHECK (lang IN ('uk', 'en')),
  content      TEXT,                            -- sealed: address, name, subject, text; the text goes once it is settled, the rest later
  state        TEXT   NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'unsure', 'by_hand', 'dropped')),
  tries        BIGINT NOT NULL,                 -- how often it was taken to be sent
  next_at      TEXT   NOT NULL,                 -- waiting: when it is tried; sending: until when whoever took it must have said what became of it
  trouble      TEXT CHECK (trouble IN ('unreachable', 'settings', 'later', 'refused', 'bad_address', 'too_old', 'lost')),
  said         TEXT,                            -- what the server said, without the address
  created_at   TEXT   NOT NULL,
  settled_at   TEXT,                            -- since when nothing more happens by itself
  settled_by   TEXT,                            -- who sent it by hand or dropped it; none when it was the program
  PRIMARY KEY (office, id),
  UNIQUE (office, once)
);
CREATE INDEX letter_state ON letter (office, state, next_at);
CREATE INDEX letter_record ON letter (office, kind, record);
