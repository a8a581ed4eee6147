-- subject: what is said of a record is asked by its id alone, which no other kind shares.
DROP INDEX figure_subject;
CREATE INDEX figure_subject ON figure (office, subject_id, subject_kind);
DROP INDEX step_subject;
CREATE INDEX step_subject ON step (office, subject_id, subject_kind);
