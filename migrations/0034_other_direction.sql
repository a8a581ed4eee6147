-- project: the directions of the office's work that it belongs to beside its own. Reports tell of it in each and count it once.
CREATE TABLE project_other_direction (
  office       TEXT   NOT NULL,
  project      TEXT   NOT NULL,
  direction    TEXT   NOT NULL,
  position     BIGINT NOT NULL,
  PRIMARY KEY (office, project, direction),
  FOREIGN KEY (office, project) REFERENCES project (office, id),
  FOREIGN KEY (office, direction) REFERENCES office_direction (office, slug)
);
CREATE INDEX project_other_direction_direction ON project_other_direction (office, direction);
