-- event: the working group that meets. A reference across kinds, checked by the form.
ALTER TABLE event ADD COLUMN working_group TEXT;
CREATE INDEX event_working_group ON event (office, working_group);
