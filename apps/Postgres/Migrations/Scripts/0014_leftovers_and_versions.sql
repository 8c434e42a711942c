-- Files that no artifact names, because a worker that was lost while it rendered has left them in the store; and runs that are
-- made of the report as it was when they fired. Runs once, in one transaction: a failure leaves nothing behind.

-- The Scheduler writes the version into each run. It sees nothing else of a report.
GRANT SELECT (tenant_id, id, current_version) ON reports TO report_scheduler;
CREATE POLICY scheduler ON reports FOR SELECT TO report_scheduler USING (true);
COMMENT ON COLUMN runs.report_version IS 'The current one when the run was made; null: when a worker takes it.';
COMMENT ON COLUMN runs.time_zone IS 'In which relative times are meant; null: the zone of its schedule, for runs from before it was copied, or UTC.';

CREATE TABLE leftovers (
    tenant_id uuid NOT NULL REFERENCES tenants (id),
    run_id    uuid NOT NULL,
    ended_at  timestamptz NOT NULL DEFAULT now(),
    taken_at  timestamptz,
    PRIMARY KEY (tenant_id, run_id)
);
COMMENT ON TABLE leftovers IS 'Runs that have ended, in whose folders of the artifact store may be more than their artifacts.';
COMMENT ON COLUMN leftovers.taken_at IS 'Since then a worker removes what is left over.';
CREATE INDEX leftovers_ended ON leftovers (ended_at);

ALTER TABLE leftovers ENABLE ROW LEVEL SECURITY;
ALTER TABLE leftovers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON leftovers TO report_tenant USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
CREATE POLICY scheduler ON leftovers FOR INSERT TO report_scheduler WITH CHECK (true);
CREATE POLICY admission ON leftovers TO report_admission USING (true);
GRANT SELECT, INSERT, DELETE ON leftovers TO report_tenant;
GRANT INSERT ON leftovers TO report_scheduler;
GRANT SELECT, UPDATE (taken_at) ON leftovers TO report_admission;

-- Whoever ends a run ends it by an update, so no path can forget what its takings may have left: one that was taken and has no
-- artifacts, and one over which a worker was lost. What an attempt leaves that was not the last of its worker's takings, the
-- taking that succeeds removes itself.
CREATE FUNCTION record_leftovers() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO leftovers (tenant_id, run_id) VALUES (NEW.tenant_id, NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER leftovers AFTER UPDATE OF finished_at ON runs FOR EACH ROW
    WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL AND (NEW.attempt > 1 OR (NEW.fence > 0 AND NEW.rendered_at IS NULL)))
    EXECUTE FUNCTION record_leftovers();

-- Takes runs that ended longer ago than `settle`, for a worker to remove what they have left beside the artifacts, one of which
-- is told: all of a run are in one folder. What a worker took and did not finish is taken again later.
GRANT SELECT (run_id) ON artifacts TO report_admission;
CREATE FUNCTION take_leftovers(wanted int, settle interval, again_after interval)
RETURNS TABLE (tenant_id uuid, run_id uuid, kept_path text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE leftovers l SET taken_at = now()
    FROM (
        SELECT e.tenant_id, e.run_id FROM leftovers e
        WHERE e.ended_at < now() - settle AND (e.taken_at IS NULL OR e.taken_at < now() - again_after)
        ORDER BY e.ended_at LIMIT wanted
        FOR UPDATE SKIP LOCKED
    ) AS ended
    WHERE l.tenant_id = ended.tenant_id AND l.run_id = ended.run_id
    RETURNING l.tenant_id, l.run_id,
        (SELECT a.path FROM artifacts a WHERE a.tenant_id = l.tenant_id AND a.run_id = l.run_id AND a.removed_at IS NULL LIMIT 1)
$$;
REVOKE ALL ON FUNCTION take_leftovers(int, interval, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_leftovers(int, interval, interval) TO report_tenant;
-- Whoever migrates is a member of the role since it was made.
GRANT CREATE ON SCHEMA public TO report_admission;
ALTER FUNCTION take_leftovers(int, interval, interval) OWNER TO report_admission;
REVOKE CREATE ON SCHEMA public FROM report_admission;
