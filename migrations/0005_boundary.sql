-- boundary: the areas of places, where a file of them was taken in. Never needed: points do without.

CREATE TABLE place_boundary (
  office       TEXT   NOT NULL,
  code         TEXT   NOT NULL,
  rings        TEXT   NOT NULL,                 -- micro-degrees, WGS 84: 'lon lat dlon dlat …', rings parted by '|', polygons by ';'
  digest       TEXT   NOT NULL,                 -- SHA-256 of the rings, hex: what the journal holds of them
  west         BIGINT NOT NULL,                 -- the box around them, micro-degrees
  south        BIGINT NOT NULL,
  east         BIGINT NOT NULL,
  north        BIGINT NOT NULL,
  attribution  TEXT   NOT NULL,                 -- shown wherever the area is
  PRIMARY KEY (office, code),
  FOREIGN KEY (office, code) REFERENCES place (office, code)
);
