-- The two group roles the apps' logins belong to. Neither owns anything.
--   report_tenant     Api and Worker: sees one tenant at a time, the one named by app.tenant_id.
--   report_scheduler  Scheduler: sees the schedules and runs of every tenant, and nothing that holds data or secrets.
-- Roles live in the cluster, not in the database, so another database's migration may have made them already.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['report_tenant', 'report_scheduler'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOLOGIN', role_name);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO report_tenant, report_scheduler;
