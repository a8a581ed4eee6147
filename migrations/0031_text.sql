-- file: what a PDF says, so that search finds it by its words; and how many letters that is: none while nobody has read it,
-- 0 of what says nothing, as a picture of paper does.
ALTER TABLE file ADD COLUMN text TEXT;
ALTER TABLE file ADD COLUMN letters BIGINT;
