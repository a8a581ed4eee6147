-- person: since when they agree to be written to when needs are collected from their organisation; nobody is taken to.
ALTER TABLE person ADD COLUMN rounds_at TEXT;
