-- need: a delivery that was written down by mistake is taken back with a reason; its number and the line of it stay.
ALTER TABLE need_delivery ADD COLUMN withdrawn TEXT;
ALTER TABLE need_delivery ADD COLUMN reason TEXT;
-- Where exactly, as the institution says it: an address may name a person, so it is for those who keep the need.
ALTER TABLE need ADD COLUMN spot TEXT;

-- What was said of a need by a form of the staff: a form that comes twice is answered as the first time.
CREATE TABLE need_said (
  office       TEXT   NOT NULL,
  need         TEXT   NOT NULL,
  once         TEXT   NOT NULL,                 -- the form's own key with all that stands in it
  number       BIGINT,                          -- which number was given to what it said, where one was
  sent_at      TEXT   NOT NULL,
  PRIMARY KEY (office, need, once),
  FOREIGN KEY (office, need) REFERENCES need (office, id)
);
