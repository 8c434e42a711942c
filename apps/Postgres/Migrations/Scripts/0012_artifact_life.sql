-- Several files for a run, how long files are kept, and links by which people without an account get one. Runs once, in one
-- transaction: a failure leaves nothing behind.

ALTER TABLE artifacts
    ADD COLUMN position int NOT NULL DEFAULT 0,
    ADD COLUMN section text,
    ADD COLUMN expires_at timestamptz,
    ADD COLUMN removal_began_at timestamptz,
    ADD COLUMN removed_at timestamptz;
COMMENT ON COLUMN artifacts.position IS 'Place among the files of its run; deliveries are keyed by the first.';
COMMENT ON COLUMN artifacts.section IS 'The query it holds, where a file can hold only one; null: all of them.';
COMMENT ON COLUMN artifacts.expires_at IS 'From then on its content may be deleted; null: it was made before files expired, and is kept.';
COMMENT ON COLUMN artifacts.removal_began_at IS 'A worker deletes the content; nobody reads it any more.';
COMMENT ON COLUMN artifacts.removed_at IS 'The content is gone. The row stays, as the record of what was made.';
CREATE INDEX artifacts_expiring ON artifacts (expires_at) WHERE removed_at IS NULL;
CREATE INDEX artifacts_stored ON artifacts (tenant_id) INCLUDE (size_bytes, stored_bytes) WHERE removed_at IS NULL;

ALTER TABLE tenants ADD COLUMN artifact_retention_days int CHECK (artifact_retention_days BETWEEN 1 AND 3650);
COMMENT ON COLUMN tenants.artifact_retention_days IS 'Null: the platform''s own.';
GRANT UPDATE (artifact_retention_days) ON tenants TO report_tenant;

CREATE TABLE download_links (
    tenant_id   uuid NOT NULL,
    id          uuid NOT NULL,
    artifact_id uuid NOT NULL,
    secret      bytea NOT NULL,
    expires_at  timestamptz NOT NULL,
    created_by  text NOT NULL,
    created_at  timestamptz NOT NULL,
    revoked_by  text,
    revoked_at  timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, artifact_id) REFERENCES artifacts (tenant_id, id)
);
COMMENT ON COLUMN download_links.secret IS 'SHA-256 of the random bytes in the link; the link itself is shown once.';
CREATE INDEX download_links_artifact ON download_links (tenant_id, artifact_id);
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON download_links FOR EACH ROW EXECUTE FUNCTION record_audit_event();
ALTER TABLE download_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE download_links FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON download_links TO report_tenant USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
GRANT SELECT, INSERT ON download_links TO report_tenant;
GRANT UPDATE (revoked_by, revoked_at) ON download_links TO report_tenant;

-- A worker's login sees one tenant at a time, so what has expired is found by a function of the role that also admits runs.
-- Its rights end at the columns below.
GRANT SELECT (tenant_id, id, path, expires_at, removal_began_at, removed_at), UPDATE (removal_began_at) ON artifacts TO report_admission;
CREATE POLICY expiry ON artifacts FOR SELECT TO report_admission USING (removed_at IS NULL);
CREATE POLICY expiry_begin ON artifacts FOR UPDATE TO report_admission USING (removed_at IS NULL AND expires_at <= now()) WITH CHECK (removal_began_at IS NOT NULL);

-- Takes artifacts whose time is over, for a worker to delete. What a worker took and did not finish is taken again later.
CREATE FUNCTION take_expired_artifacts(wanted int, again_after interval)
RETURNS TABLE (tenant_id uuid, artifact_id uuid, path text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE artifacts a SET removal_began_at = now()
    FROM (
        SELECT e.tenant_id, e.id FROM artifacts e
        WHERE e.removed_at IS NULL AND e.expires_at <= now() AND (e.removal_began_at IS NULL OR e.removal_began_at < now() - again_after)
        ORDER BY e.expires_at LIMIT wanted
        FOR UPDATE SKIP LOCKED
    ) AS expired
    WHERE a.tenant_id = expired.tenant_id AND a.id = expired.id
    RETURNING a.tenant_id, a.id, a.path
$$;
REVOKE ALL ON FUNCTION take_expired_artifacts(int, interval) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION take_expired_artifacts(int, interval) TO report_tenant;
-- Whoever migrates is a member of the role since it was made.
GRANT CREATE ON SCHEMA public TO report_admission;
ALTER FUNCTION take_expired_artifacts(int, interval) OWNER TO report_admission;
REVOKE CREATE ON SCHEMA public FROM report_admission;
