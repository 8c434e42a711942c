using Npgsql;
using NpgsqlTypes;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using static ReportScheduler.IntegrationTests.Reports.SourceDatabase;

namespace ReportScheduler.IntegrationTests.Reports.Differential;

/// <summary>What the driver takes for parameters, ends and queries, against what the server does.</summary>
public sealed class PostgreSqlDifferentialTests(SourceDatabase database) : IClassFixture<SourceDatabase>
{
    private const int Queries = 150;

    // The statement travels as a value: no library between divides it.
    private const string Functions = """
        CREATE OR REPLACE FUNCTION parameters_of(statement text) RETURNS int LANGUAGE plpgsql AS $$
        DECLARE found int;
        BEGIN
            EXECUTE 'PREPARE asked AS ' || statement;
            SELECT cardinality(parameter_types) INTO found FROM pg_prepared_statements WHERE name = 'asked';
            DEALLOCATE asked;
            RETURN found;
        END $$;
        CREATE OR REPLACE FUNCTION result_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE result text;
        BEGIN
            EXECUTE statement INTO result USING '42'::text;
            RETURN result;
        END $$
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ExecuteAsync_RandomQueries_BindsWhatTheServerTakesForParameters(int seed)
    {
        await database.ExecuteAsync(Functions);
        await using var server = new NpgsqlConnection(database.ConnectionString);
        await server.OpenAsync(Cancellation);
        using var driver = Source();
        var random = new RandomPostgreSql(seed);
        var (bound, opaque) = (0, 0);
        for (var i = 0; i < Queries; i++)
        {
            var sql = random.Query();
            var isParameter = new bool[RandomSql.Candidates(sql).Count];
            for (var candidate = 0; candidate < isParameter.Length; candidate++)
                isParameter[candidate] = await AskAsync<int>(server, "parameters_of", RandomSql.Replace(sql, at => at == candidate ? "($1)" : "(7)")) == 1;
            bound += isParameter.Count(is_ => is_);
            opaque += isParameter.Count(is_ => !is_);

            var expected = await AskAsync<string>(server, "result_of", RandomSql.Replace(sql, at => isParameter[at] ? "($1)" : null));
            var actual = await DriverRows.OfAsync(driver, database.Settings, Query(sql, new BoundParameter("p", ParameterType.Text, "42")));

            actual.Rows.Single().Single().Should().Be(expected, "seed {0}, query {1}: {2}", seed, i, sql);
        }

        bound.Should().BeGreaterThan(Queries / 3);
        opaque.Should().BeGreaterThan(Queries / 3);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task ExecuteAsync_RandomQueriesAndWhatMayFollow_AreOneStatementWhereTheServerSaysSo(int seed)
    {
        await using var server = new NpgsqlConnection(database.ConnectionString);
        await server.OpenAsync(Cancellation);
        using var driver = Source();
        var random = new RandomPostgreSql(seed);
        var outcomes = new HashSet<string>();
        for (var i = 0; i < Queries; i++)
        {
            var sql = RandomSql.Replace(random.Query(withEnds: true), _ => "(7)");

            var expected = await DescribeAsync(server, sql);
            var actual = await CodeOfAsync(driver, sql);

            outcomes.Add(expected ?? "one");
            if (expected == "syntax") actual.Should().BeOneOf(["query_failed", "query_multiple_statements"], "seed {0}, query {1}: {2}", seed, i, sql);
            else actual.Should().Be(expected == "several" ? "query_multiple_statements" : null, "seed {0}, query {1}: {2}", seed, i, sql);
        }

        outcomes.Should().Contain(["one", "several", "syntax"]);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task ExecuteAsync_RandomStatementsThatWrite_ChangeNothing(int seed)
    {
        await database.ExecuteAsync(
            """
            CREATE SEQUENCE IF NOT EXISTS ids; CREATE TABLE IF NOT EXISTS written (id int);
            CREATE OR REPLACE FUNCTION writes() RETURNS int LANGUAGE sql AS 'INSERT INTO written VALUES (1) RETURNING id';
            CREATE OR REPLACE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN COMMIT; INSERT INTO written VALUES (2); END';
            """);
        var before = await StateAsync();
        using var driver = Source();
        var random = new WritingStatements(
            seed,
            new RandomPostgreSql(seed),
            [
                "INSERT INTO written VALUES (3) RETURNING id", "UPDATE t SET name = 'x' RETURNING id", "DELETE FROM t RETURNING id",
                "MERGE INTO t USING written w ON w.id = t.id WHEN NOT MATCHED BY SOURCE THEN DELETE", "SELECT id INTO made FROM t", "CREATE TABLE made AS TABLE t",
                "SELECT writes()", "CALL commits()", "DO 'BEGIN INSERT INTO written VALUES (4); END'", "SELECT nextval('ids')", "SELECT setval('ids', 99)",
                "SELECT lo_create(4711)", "SELECT set_config('transaction_read_only', 'off', false), writes()", "COPY t TO PROGRAM 'touch written_by_copy'",
                "COPY t TO '/tmp/report_scheduler_was_here'", "COPY written FROM PROGRAM 'echo 5'", "TRUNCATE t", "SELECT * FROM t FOR UPDATE",
                "EXPLAIN ANALYZE INSERT INTO written VALUES (6)", "PREPARE w AS INSERT INTO written VALUES (7)", "COMMIT", "SELECT 1 FROM t) TO PROGRAM 'touch x' --",
                "SELECT query_to_xml('INSERT INTO written VALUES (8) RETURNING 1', true, true, '')",
            ],
            write => $"WITH w AS ({write}) SELECT * FROM w");
        for (var i = 0; i < Queries; i++)
        {
            var sql = random.Next();

            await CodeOfAsync(driver, sql);

            (await StateAsync()).Should().Be(before, "seed {0}, statement {1}: {2}", seed, i, sql);
        }
    }

    private Task<string> StateAsync() => database.ScalarAsync<string>(
        """
        SELECT concat_ws(';', (SELECT string_agg(t::text, ',' ORDER BY t) FROM t), (SELECT count(*) FROM written), (SELECT last_value || is_called::text FROM ids),
            to_regclass('made'), (SELECT count(*) FROM pg_largeobject_metadata),
            pg_stat_file('written_by_copy', true) IS NULL, pg_stat_file('/tmp/report_scheduler_was_here', true) IS NULL)
        """);

    private static async Task<T> AskAsync<T>(NpgsqlConnection server, string function, string statement)
    {
        await using var command = new NpgsqlCommand($"SELECT {function}($1)", server) { Parameters = { new() { Value = statement } } };
        try
        {
            return (T)(await command.ExecuteScalarAsync(Cancellation))!;
        }
        catch (PostgresException e)
        {
            throw new InvalidOperationException($"The corpus has a query that the server does not take: {statement}", e);
        }
    }

    /// <returns>Null for one statement, <c>several</c>, or <c>syntax</c> for what the server cannot read.</returns>
    private static async Task<string?> DescribeAsync(NpgsqlConnection server, string sql)
    {
        // With a parameter that has no name, Npgsql sends the text as it is.
        await using var command = new NpgsqlCommand(sql, server)
        {
            Parameters = { new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Boolean, Value = DBNull.Value } },
        };
        try
        {
            await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SchemaOnly, Cancellation);
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.SyntaxError)
        {
            return e.MessageText.Contains("multiple commands", StringComparison.Ordinal) ? "several" : "syntax";
        }
    }

    private async Task<string?> CodeOfAsync(ReportScheduler.Reports.DataSources.SourceDriver driver, string sql)
    {
        try
        {
            await DriverRows.OfAsync(driver, database.Settings, Query(sql));
            return null;
        }
        catch (ReportException e)
        {
            return e.Code;
        }
    }
}
