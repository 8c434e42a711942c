-- Every change a person makes to a tenant's configuration is recorded by the database itself, in the same transaction,
-- with the actor the app names in app.actor. Credentials never enter the record. A schedule's next fire time is no
-- such change, so the Scheduler's updates of it record nothing.
CREATE FUNCTION record_audit_event() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    before jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    after jsonb := to_jsonb(NEW);
    ignored text[] := ARRAY['tenant_id', 'id', 'created_at', 'updated_at', 'version', 'next_fire_at', 'password', 'secret'];
BEGIN
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

CREATE TRIGGER audit AFTER INSERT OR UPDATE ON data_sources FOR EACH ROW EXECUTE FUNCTION record_audit_event();
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION record_audit_event();
CREATE TRIGGER audit AFTER INSERT OR UPDATE ON destinations FOR EACH ROW EXECUTE FUNCTION record_audit_event();
CREATE TRIGGER audit AFTER INSERT OR UPDATE OF
    name, report_id, cron, time_zone, parameters, destination_ids, status, pause_note, deleted_at
    ON schedules FOR EACH ROW EXECUTE FUNCTION record_audit_event();
