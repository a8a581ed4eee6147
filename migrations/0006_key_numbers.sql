-- key numbers: what the home page says first.

-- The measure's place among the key numbers of the home page; 0 is none.
ALTER TABLE office_measure ADD COLUMN key_order BIGINT NOT NULL DEFAULT 0 CHECK (key_order >= 0);
