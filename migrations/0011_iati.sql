-- iati: under which identifier the office publishes.

-- By org-id.guide, as IATI writes it; every activity's own identifier begins with it. Without one nothing can be published.
ALTER TABLE office ADD COLUMN iati_identifier TEXT;
