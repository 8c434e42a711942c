-- The ledger is written more than anything else. A run copies tenant, report and schedule from rows that the same
-- statement reads, none of which is ever deleted, and an event is written by the statement that changes its run: looking
-- each of them up again, with a lock, costs more than writing the run. Safe to repeat: what is gone stays gone.
ALTER TABLE runs
    DROP CONSTRAINT IF EXISTS runs_tenant_id_fkey,
    DROP CONSTRAINT IF EXISTS runs_tenant_id_report_id_fkey,
    DROP CONSTRAINT IF EXISTS runs_tenant_id_schedule_id_fkey;
ALTER TABLE run_events
    DROP CONSTRAINT IF EXISTS run_events_tenant_id_nominal_fire_at_run_id_fkey;
