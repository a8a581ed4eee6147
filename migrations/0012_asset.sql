-- asset: codes of the codifier of territories before this one.

-- KOATUU, in force until 2020 (order 290 of 26.11.2020): ten digits. A city and its hromada may share one.
ALTER TABLE place ADD COLUMN koatuu TEXT;
CREATE INDEX place_koatuu ON place (office, koatuu);
