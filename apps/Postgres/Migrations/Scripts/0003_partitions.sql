-- Monthly partitions of runs. The Scheduler calls ensure_run_partitions ahead of time; it runs with the owner's rights
-- because the apps' roles own nothing, and is safe to repeat and to call from several Schedulers at once.
CREATE FUNCTION ensure_run_partitions(from_time timestamptz, to_time timestamptz) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET timezone = 'UTC' AS $$
DECLARE
    month timestamptz := date_trunc('month', from_time);
    partition_name text;
    made int := 0;
BEGIN
    IF to_time > from_time + interval '10 years' THEN
        RAISE EXCEPTION 'at most ten years of partitions at once';
    END IF;

    PERFORM pg_advisory_xact_lock(hashtext('ensure_run_partitions'));
    WHILE month <= to_time LOOP
        partition_name := 'runs_' || to_char(month, 'YYYY_MM');
        IF to_regclass('public.' || partition_name) IS NULL THEN
            EXECUTE format(
                'CREATE TABLE public.%I PARTITION OF public.runs FOR VALUES FROM (%L) TO (%L)',
                partition_name, month, month + interval '1 month');
            EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', partition_name);
            EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', partition_name);
            made := made + 1;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END
$$;

REVOKE ALL ON FUNCTION ensure_run_partitions(timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_run_partitions(timestamptz, timestamptz) TO report_scheduler;

-- Catches what no month is prepared for, so that a fire is never lost for want of a partition.
CREATE TABLE runs_default PARTITION OF runs DEFAULT;
SELECT ensure_run_partitions(now() - interval '1 month', now() + interval '3 months');
