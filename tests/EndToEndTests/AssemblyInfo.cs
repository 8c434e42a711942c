using ReportScheduler.TestKit.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
