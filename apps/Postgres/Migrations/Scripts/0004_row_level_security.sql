-- Isolation: row-level security enabled and forced on every table, then the least rights each role needs.
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT NULLIF(current_setting('app.tenant_id', true), '')::uuid $$;

DO $$
DECLARE
    table_name text;
BEGIN
    FOREACH table_name IN ARRAY ARRAY[
        'members', 'api_keys', 'data_sources', 'reports', 'report_versions', 'destinations', 'schedules', 'runs',
        'run_events', 'artifacts', 'deliveries', 'audit_events']
    LOOP
        EXECUTE format(
            'CREATE POLICY tenant ON %I TO report_tenant USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant())',
            table_name);
    END LOOP;

    FOREACH table_name IN ARRAY ARRAY['schedules', 'runs', 'run_events', 'deliveries'] LOOP
        EXECUTE format('CREATE POLICY scheduler ON %I TO report_scheduler USING (true) WITH CHECK (true)', table_name);
    END LOOP;

    FOR table_name IN
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relname <> 'schemaversions'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', table_name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', table_name);
    END LOOP;
END
$$;

CREATE POLICY scheduler ON audit_events FOR INSERT TO report_scheduler WITH CHECK (true);

-- A tenant's own row, or the one row whose slug the caller names.
CREATE POLICY tenant ON tenants TO report_tenant
    USING (id = current_tenant() OR slug = current_setting('app.tenant_slug', true))
    WITH CHECK (id = current_tenant());

GRANT SELECT, INSERT ON tenants, report_versions, run_events, audit_events TO report_tenant;
GRANT SELECT, INSERT, UPDATE ON
    data_sources, reports, destinations, schedules, runs, artifacts, deliveries TO report_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON members, api_keys TO report_tenant;

GRANT SELECT, UPDATE (next_fire_at, status, pause_note, updated_at, version) ON schedules TO report_scheduler;
GRANT INSERT ON audit_events TO report_scheduler;
GRANT SELECT, INSERT, UPDATE ON runs TO report_scheduler;
GRANT SELECT, INSERT ON run_events TO report_scheduler;
GRANT SELECT, UPDATE ON deliveries TO report_scheduler;
