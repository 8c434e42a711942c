-- What operators and their probes read: which migrations have run, and an audit trail that shows what was done to it. Safe to
-- repeat: what is there is left as it is, functions, policies and triggers are made anew, and only events without a link get one.

-- An app asks at its start whether the migrations it was built with have run. The table holds their names and nothing else.
GRANT SELECT ON schemaversions TO report_tenant, report_scheduler;

-- The apps could never change an audit event; whoever owns the tables can. So each event of a tenant has a link with a hash over
-- the event and the link before it: an event that was changed, removed or slipped in no longer fits. What is cut off at the end,
-- links included, or hashed anew from some event on, shows only beside a copy.
CREATE TABLE IF NOT EXISTS audit_chain (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    sequence  bigint NOT NULL,
    event_id  bigint NOT NULL,
    hash      bytea NOT NULL,
    PRIMARY KEY (tenant_id, sequence),
    UNIQUE (tenant_id, event_id)
);
COMMENT ON COLUMN audit_chain.sequence IS 'Counts from 1 without a gap, in the order of the commits.';

-- Reads all events, adds links, and can do nothing else. The links are written by the database, never by an app.
DO $$
BEGIN
    CREATE ROLE report_audit NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END
$$;
GRANT USAGE ON SCHEMA public TO report_audit;
GRANT SELECT ON audit_events TO report_audit;
GRANT SELECT, INSERT ON audit_chain TO report_audit;
GRANT SELECT ON audit_chain TO report_tenant;
DROP POLICY IF EXISTS audit ON audit_events;
DROP POLICY IF EXISTS audit ON audit_chain;
DROP POLICY IF EXISTS audit_link ON audit_chain;
DROP POLICY IF EXISTS tenant ON audit_chain;
CREATE POLICY audit ON audit_events FOR SELECT TO report_audit USING (true);
CREATE POLICY audit ON audit_chain FOR SELECT TO report_audit USING (true);
CREATE POLICY audit_link ON audit_chain FOR INSERT TO report_audit WITH CHECK (true);
CREATE POLICY tenant ON audit_chain FOR SELECT TO report_tenant USING (tenant_id = current_tenant());

CREATE OR REPLACE FUNCTION audit_hash(previous bytea, event audit_events) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT sha256(previous || convert_to(jsonb_build_array(
        event.tenant_id, event.id, extract(epoch FROM event.at), event.actor, event.action, event.subject_type, event.subject_id,
        event.data)::text, 'UTF8'))
$$;

-- At the commit, when no lock on another row is waited for any more: one lock for all tenants then cannot be part of a deadlock.
-- It is held for the time of a commit, and changes to configuration are rare beside runs, which write no audit event.
CREATE OR REPLACE FUNCTION chain_audit_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    last audit_chain;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_chain'));
    SELECT * INTO last FROM audit_chain c WHERE c.tenant_id = NEW.tenant_id ORDER BY c.sequence DESC LIMIT 1;
    INSERT INTO audit_chain (tenant_id, sequence, event_id, hash)
    VALUES (NEW.tenant_id, coalesce(last.sequence, 0) + 1, NEW.id, audit_hash(coalesce(last.hash, ''), NEW));
    RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS chain ON audit_events;
CREATE CONSTRAINT TRIGGER chain AFTER INSERT ON audit_events
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION chain_audit_event();

-- What was recorded before. From the trigger above on, others who record wait for this transaction. The owner sees all rows only
-- while row-level security is not forced.
ALTER TABLE audit_events NO FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_chain NO FORCE ROW LEVEL SECURITY;
DO $$
DECLARE
    event audit_events;
    last audit_chain;
BEGIN
    FOR event IN
        SELECT e.* FROM audit_events e
        WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.tenant_id = e.tenant_id AND c.event_id = e.id)
        ORDER BY e.tenant_id, e.id
    LOOP
        SELECT * INTO last FROM audit_chain c WHERE c.tenant_id = event.tenant_id ORDER BY c.sequence DESC LIMIT 1;
        INSERT INTO audit_chain (tenant_id, sequence, event_id, hash)
        VALUES (event.tenant_id, coalesce(last.sequence, 0) + 1, event.id, audit_hash(coalesce(last.hash, ''), event));
    END LOOP;
END
$$;
ALTER TABLE audit_events FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_chain ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_chain FORCE ROW LEVEL SECURITY;

-- The verification: every event that does not fit, of all tenants. It names rows and nothing that they hold. A link is held
-- against the stored one before it, so one change is one problem.
CREATE OR REPLACE FUNCTION audit_problems() RETURNS TABLE (tenant_id uuid, event_id bigint, problem text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH link AS (
        SELECT c.*, lag(c.hash, 1, '') OVER chain AS previous, c.sequence - lag(c.sequence, 1, 0::bigint) OVER chain AS step
        FROM audit_chain c WINDOW chain AS (PARTITION BY c.tenant_id ORDER BY c.sequence)
    ), verdict AS (
        SELECT l.tenant_id, l.event_id, CASE
            WHEN e.id IS NULL THEN 'removed'
            WHEN l.step <> 1 THEN 'linkBeforeRemoved'
            WHEN l.hash <> audit_hash(l.previous, e) THEN 'changed' END AS problem
        FROM link l LEFT JOIN audit_events e ON e.tenant_id = l.tenant_id AND e.id = l.event_id
        UNION ALL
        SELECT e.tenant_id, e.id, 'added' FROM audit_events e
        WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.tenant_id = e.tenant_id AND c.event_id = e.id)
    )
    SELECT v.tenant_id, v.event_id, v.problem FROM verdict v WHERE v.problem IS NOT NULL ORDER BY 1, 2
$$;
-- How much there is to verify.
CREATE OR REPLACE FUNCTION audit_extent() RETURNS TABLE (tenants bigint, events bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(DISTINCT tenant_id), count(*) FROM audit_chain
$$;
REVOKE ALL ON FUNCTION chain_audit_event(), audit_problems(), audit_extent() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION audit_problems(), audit_extent() TO report_scheduler;

-- As in 0007: whoever migrates may not be a superuser, and then has to be able to become the role for a moment.
DO $$
DECLARE
    privilege CONSTANT text := CASE WHEN current_setting('server_version_num')::int < 160000 THEN 'MEMBER' ELSE 'SET' END;
BEGIN
    IF NOT pg_has_role(current_user, 'report_audit', privilege) THEN
        GRANT report_audit TO CURRENT_USER;
    END IF;
END
$$;
GRANT CREATE ON SCHEMA public TO report_audit;
ALTER FUNCTION chain_audit_event() OWNER TO report_audit;
ALTER FUNCTION audit_problems() OWNER TO report_audit;
ALTER FUNCTION audit_extent() OWNER TO report_audit;
REVOKE CREATE ON SCHEMA public FROM report_audit;
