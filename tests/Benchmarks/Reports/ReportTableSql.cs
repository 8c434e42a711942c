namespace ReportScheduler.Benchmarks.Reports;

/// <summary>The table that all reports are made of: numbers, times and texts as orders have them, the same in every run.</summary>
internal static class ReportTableSql
{
    public const string Create = $"""
        CREATE TABLE {ReportSetup.Table} (
            id bigint NOT NULL, customer text NOT NULL, city text NOT NULL, amount numeric(12, 2) NOT NULL, quantity integer NOT NULL,
            price double precision NOT NULL, active boolean NOT NULL, created timestamptz NOT NULL, day date NOT NULL, note text NOT NULL)
        """;

    public const string Fill = $"""
        INSERT INTO {ReportSetup.Table}
        SELECT i, 'Customer ' || substr(md5(i::text), 1, 10),
            (ARRAY['Berlin', 'São Paulo', 'New York', '東京', 'Kraków', 'Cape Town', 'Zürich'])[1 + i % 7],
            (i * 7919 % 10000000)::numeric / 100, i % 97, (i * 104729 % 1000003) / 7.0, i % 3 = 0,
            timestamptz '2025-01-01Z' + i * interval '13.37 seconds', date '2025-01-01' + (i % 700)::integer,
            CASE WHEN i % 10 = 0 THEN 'Said "call back", then left' ELSE 'order ' || (i % 1000) || ' shipped' END
        FROM generate_series(1, @rows) i
        """;
}
