-- sheet: a list of figures is read page by page, however long it is: by measure, day and id.
DROP INDEX figure_measure;
CREATE INDEX figure_measure ON figure (office, measure, day, id);
