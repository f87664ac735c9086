-- What answers said before they were corrected (programmes.md 4.3: a correction keeps the earlier value). The database keeps it, whoever writes.
CREATE TABLE case_corrections (
  tenant_id uuid NOT NULL,
  case_id uuid NOT NULL,
  section text NOT NULL,
  -- Of the section, as the correction left it.
  version bigint NOT NULL,
  class smallint NOT NULL CHECK (class BETWEEN 1 AND 4),
  -- Answers that had been given and were changed, as they were and as they became; of a repeating section the whole lists.
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  corrected_by uuid NOT NULL,
  corrected_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, case_id, section, version),
  CONSTRAINT case_corrections_case_fkey FOREIGN KEY (tenant_id, case_id) REFERENCES cases (tenant_id, id)
);
CALL protect('case_corrections', 'SELECT, INSERT');
CALL follow_case('case_corrections');
CREATE POLICY disposal ON case_corrections AS RESTRICTIVE FOR DELETE TO panoh_app USING (is_disposed(tenant_id, case_id));
GRANT DELETE ON case_corrections TO panoh_app;

-- A first answer corrects nothing, nor does a further entry of a list.
CREATE FUNCTION keep_earlier_answers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  was jsonb := OLD.answers;
  is_now jsonb := NEW.answers;
BEGIN
  IF jsonb_typeof(was) = 'object' AND jsonb_typeof(is_now) = 'object' THEN
    SELECT jsonb_object_agg(o.key, o.value), coalesce(jsonb_object_agg(o.key, NEW.answers -> o.key) FILTER (WHERE NEW.answers ? o.key), '{}')
      INTO was, is_now FROM jsonb_each(OLD.answers) o WHERE o.value <> 'null' AND o.value IS DISTINCT FROM NEW.answers -> o.key;
  ELSIF jsonb_typeof(was) = 'array' AND NOT EXISTS (
      SELECT 1 FROM jsonb_array_elements(was) WITH ORDINALITY AS o (entry, place) WHERE o.entry IS DISTINCT FROM is_now -> (o.place - 1)::int) THEN
    RETURN NULL;
  END IF;
  IF was IS NOT NULL AND was <> 'null' THEN
    INSERT INTO case_corrections (tenant_id, case_id, section, version, class, before, after, corrected_by, corrected_at)
    VALUES (NEW.tenant_id, NEW.case_id, NEW.section, NEW.version, NEW.class, was, is_now, NEW.updated_by, NEW.updated_at);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER keep_earlier_answers AFTER UPDATE ON case_sections FOR EACH ROW WHEN (OLD.answers IS DISTINCT FROM NEW.answers) EXECUTE FUNCTION keep_earlier_answers();
