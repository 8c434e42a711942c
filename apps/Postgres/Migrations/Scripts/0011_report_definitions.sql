-- What a report's files look like, data sources of further kinds, what runs have bound, and the renewal of stored
-- credentials. Existing reports make one CSV file as before, and existing data sources keep their connections. Safe to
-- repeat: what is there already is left as it is, and functions, policies and constraints are made anew.

ALTER TABLE report_versions ADD COLUMN IF NOT EXISTS output jsonb NOT NULL DEFAULT '{}';
COMMENT ON COLUMN report_versions.output IS 'Formats, titles, columns, sections; members that are absent have their defaults.';

ALTER TABLE reports ADD COLUMN IF NOT EXISTS file_password bytea;
COMMENT ON COLUMN reports.file_password IS 'Encrypted by the Api; null: files are not encrypted.';

-- Files have no host, login or protection.
ALTER TABLE data_sources
    ADD COLUMN IF NOT EXISTS files jsonb,
    ALTER COLUMN host DROP NOT NULL,
    ALTER COLUMN port DROP NOT NULL,
    ALTER COLUMN database DROP NOT NULL,
    ALTER COLUMN username DROP NOT NULL,
    ALTER COLUMN password DROP NOT NULL,
    ALTER COLUMN ssl_mode DROP NOT NULL,
    DROP CONSTRAINT IF EXISTS data_sources_kind_check,
    DROP CONSTRAINT IF EXISTS data_sources_files_check,
    DROP CONSTRAINT IF EXISTS data_sources_host_check;
ALTER TABLE data_sources
    ADD CONSTRAINT data_sources_kind_check CHECK (kind IN ('postgresql', 'mysql', 'sqlServer', 'sqlite', 'duckdb')),
    ADD CONSTRAINT data_sources_files_check CHECK ((kind IN ('sqlite', 'duckdb')) = (files IS NOT NULL)),
    ADD CONSTRAINT data_sources_host_check CHECK (files IS NOT NULL OR num_nulls(host, port, database, username, password, ssl_mode) = 0);
COMMENT ON COLUMN data_sources.files IS 'Name, format, and address or report of each file that is read.';

ALTER TABLE runs
    ADD COLUMN IF NOT EXISTS time_zone text,
    ADD COLUMN IF NOT EXISTS bound jsonb;
COMMENT ON COLUMN runs.time_zone IS 'In which relative times are meant; null: the zone of its schedule, or UTC.';
COMMENT ON COLUMN runs.bound IS 'The values that were bound, as of which time and in which zone.';

-- As before, and passwords of files are no more recorded than other credentials.
CREATE OR REPLACE FUNCTION record_audit_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    before jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    after jsonb := to_jsonb(NEW);
    ignored text[] := ARRAY['tenant_id', 'id', 'created_at', 'updated_at', 'version', 'next_fire_at', 'password', 'secret', 'file_password'];
BEGIN
    -- That there is one now, or none any more, is worth knowing.
    IF TG_TABLE_NAME = 'reports' THEN
        before := CASE TG_OP WHEN 'UPDATE' THEN before || jsonb_build_object('has_file_password', OLD.file_password IS NOT NULL) ELSE '{}' END;
        after := after || jsonb_build_object('has_file_password', NEW.file_password IS NOT NULL);
    END IF;

    INSERT INTO audit_events (tenant_id, actor, action, subject_type, subject_id, data)
    SELECT NEW.tenant_id,
           coalesce(nullif(current_setting('app.actor', true), ''), session_user),
           CASE WHEN TG_OP = 'INSERT' THEN 'create' WHEN after ->> 'deleted_at' IS NOT NULL THEN 'delete' ELSE 'update' END,
           TG_TABLE_NAME,
           NEW.id,
           coalesce(jsonb_object_agg(changed.key, changed.value), '{}')
    FROM jsonb_each(after) AS changed
    WHERE changed.key <> ALL (ignored) AND changed.value IS DISTINCT FROM before -> changed.key;
    RETURN NULL;
END
$$;

-- Renewal of credentials: when the data key was replaced, workers encrypt again what was encrypted under another. Each
-- works within one tenant; only which rows are left to do is asked across tenants, by a role of its own that owns
-- nothing else. The answer names rows and nothing that they hold.
DO $$
BEGIN
    CREATE ROLE report_rotation NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;
GRANT USAGE ON SCHEMA public TO report_rotation;
GRANT SELECT (tenant_id, id, password) ON data_sources TO report_rotation;
GRANT SELECT (tenant_id, id, secret) ON destinations TO report_rotation;
GRANT SELECT (tenant_id, id, file_password) ON reports TO report_rotation;
DROP POLICY IF EXISTS rotation ON data_sources;
DROP POLICY IF EXISTS rotation ON destinations;
DROP POLICY IF EXISTS rotation ON reports;
CREATE POLICY rotation ON data_sources FOR SELECT TO report_rotation USING (true);
CREATE POLICY rotation ON destinations FOR SELECT TO report_rotation USING (true);
CREATE POLICY rotation ON reports FOR SELECT TO report_rotation USING (true);

-- Up to a hundred credentials that do not begin with the header, in the order of their owners' ids, after one of them.
CREATE OR REPLACE FUNCTION outdated_credentials(header bytea, after_id uuid) RETURNS TABLE (tenant_id uuid, owner_id uuid, kind text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT c.tenant_id, c.id, c.kind
    FROM (
        SELECT s.tenant_id, s.id, 'data_sources' AS kind, s.password AS credential FROM data_sources s
        UNION ALL
        SELECT d.tenant_id, d.id, 'destinations', d.secret FROM destinations d
        UNION ALL
        SELECT r.tenant_id, r.id, 'reports', r.file_password FROM reports r
    ) AS c
    WHERE octet_length(c.credential) > 0 AND substring(c.credential FOR octet_length(header)) <> header AND c.id > after_id
    ORDER BY c.id LIMIT 100
$$;
REVOKE ALL ON FUNCTION outdated_credentials(bytea, uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outdated_credentials(bytea, uuid) TO report_tenant;

-- As in 0007: whoever migrates may not be a superuser, and then has to be able to become the role for a moment.
DO $$
DECLARE
    privilege CONSTANT text := CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END;
BEGIN
    IF NOT pg_has_role(current_user, 'report_rotation', privilege) THEN
        GRANT report_rotation TO CURRENT_USER;
    END IF;
END
$$;
GRANT CREATE ON SCHEMA public TO report_rotation;
ALTER FUNCTION outdated_credentials(bytea, uuid) OWNER TO report_rotation;
REVOKE CREATE ON SCHEMA public FROM report_rotation;
