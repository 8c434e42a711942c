using Microsoft.Extensions.Options;
using MySqlConnector;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.DataSources.MySql;
using static ReportScheduler.IntegrationTests.Reports.DriverRows;

namespace ReportScheduler.IntegrationTests.Reports.Differential;

/// <summary>As <see cref="PostgreSqlDifferentialTests"/>, with MariaDB.</summary>
public sealed class MySqlDifferentialTests(MariaDb server) : IAsyncLifetime
{
    private const int Queries = 150;
    private const MySqlErrorCode WrongNumberOfParameters = (MySqlErrorCode)1210;

    private readonly MySqlDriver _driver = new(Options.Create(new DataSourceOptions { AllowPrivateAddresses = true }), TimeProvider.System);
    private MySqlConnection _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await server.UseAsync();
        await server.ExecuteAsync(
            """
            CREATE OR REPLACE TABLE kept (id int PRIMARY KEY, name text); INSERT INTO kept VALUES (1, 'first');
            CREATE OR REPLACE TABLE written (id int); CREATE OR REPLACE SEQUENCE numbers;
            CREATE OR REPLACE FUNCTION writes() RETURNS int MODIFIES SQL DATA BEGIN INSERT INTO written VALUES (1); RETURN 1; END;
            """);
        _server = await server.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ExecuteAsync_RandomQueries_BindsWhatTheServerTakesForParameters(int seed)
    {
        var random = new RandomMySql(seed);
        var (bound, opaque) = (0, 0);
        for (var i = 0; i < Queries; i++)
        {
            var sql = random.Query();
            var isParameter = new bool[RandomSql.Candidates(sql).Count];
            for (var candidate = 0; candidate < isParameter.Length; candidate++)
                isParameter[candidate] = (await AskAsync(RandomSql.Replace(sql, at => at == candidate ? "(?)" : "(7)"), 1)).Fits;
            bound += isParameter.Count(is_ => is_);
            opaque += isParameter.Count(is_ => !is_);

            var expected = await AskAsync(RandomSql.Replace(sql, at => isParameter[at] ? "(?)" : null), isParameter.Count(is_ => is_));
            var actual = await OfAsync(_driver, server.Settings, Query(sql, new BoundParameter("p", ParameterType.Text, "42")));

            expected.Fits.Should().BeTrue();
            actual.Rows.Single().Single().Should().Be(expected.Result, "seed {0}, query {1}: {2}", seed, i, sql);
        }

        bound.Should().BeGreaterThan(Queries / 3);
        opaque.Should().BeGreaterThan(Queries / 3);
    }

    [Theory]
    [InlineData(21)]
    [InlineData(22)]
    public async Task ExecuteAsync_RandomStatementsThatWrite_ChangeNothing(int seed)
    {
        var before = await StateAsync();
        var random = new WritingStatements(
            seed,
            new RandomMySql(seed),
            [
                "INSERT INTO written VALUES (3)", "INSERT INTO written VALUES (3) RETURNING id", "UPDATE kept SET name = 'x'", "DELETE FROM kept RETURNING id",
                "REPLACE kept VALUES (1, 'x')", "SELECT writes()", "SELECT NEXTVAL(numbers)", "SELECT NEXT VALUE FOR numbers", "SELECT SETVAL(numbers, 99)",
                "SELECT 1 INTO OUTFILE '/tmp/report_scheduler_was_here'", "SELECT 1 INTO DUMPFILE '/tmp/report_scheduler_was_here'",
                "SELECT `load_file`('/etc/passwd') INTO OUTFILE '/tmp/report_scheduler_was_here'", "SELECT 1 FROM kept FOR UPDATE",
                "SELECT 1 /*! INTO OUTFILE '/tmp/report_scheduler_was_here' */", "/*!50000 DELETE FROM kept */", "CREATE TABLE made AS SELECT 1", "TRUNCATE kept",
                "COMMIT", "START TRANSACTION READ WRITE", "SET SESSION TRANSACTION READ WRITE", "SET STATEMENT max_statement_time = 0 FOR DELETE FROM kept",
                "DO writes()", "CALL writes()", "HANDLER kept OPEN", "ANALYZE DELETE FROM kept", "EXECUTE IMMEDIATE 'DELETE FROM kept'", "BEGIN NOT ATOMIC DELETE FROM kept; END",
            ],
            write => $"WITH w AS ({write}) SELECT * FROM w");
        for (var i = 0; i < Queries; i++)
        {
            var sql = random.Next();

            try
            {
                await OfAsync(_driver, server.Settings, Query(sql));
            }
            catch (ReportException)
            {
                // Most are refused, by us or by the server.
            }

            (await StateAsync()).Should().Be(before, "seed {0}, statement {1}: {2}", seed, i, sql);
        }
    }

    private async Task<object?> StateAsync()
    {
        File.Exists("/tmp/report_scheduler_was_here").Should().BeFalse();
        return await server.ScalarAsync(
            """
            SELECT concat_ws(';', (SELECT group_concat(id, name) FROM kept), (SELECT count(*) FROM written), (SELECT next_not_cached_value FROM numbers),
                (SELECT count(*) FROM information_schema.tables WHERE table_schema = 'reports' AND table_name = 'made'))
            """);
    }

    /// <summary>Runs a query with marks for parameters; it travels as a value, so that no library between divides it.</summary>
    private async Task<(bool Fits, string? Result)> AskAsync(string sql, int parameters)
    {
        var values = string.Join(", ", Enumerable.Repeat("'42'", parameters));
        await using var command = new MySqlCommand($"EXECUTE IMMEDIATE @query{(parameters > 0 ? $" USING {values}" : "")}", _server);
        await using (var set = new MySqlCommand("SET @query = @text", _server) { Parameters = { new("@text", sql) } })
            await set.ExecuteNonQueryAsync(Cancellation);
        try
        {
            return (true, Convert.ToString(await command.ExecuteScalarAsync(Cancellation), System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (MySqlException e) when (e.ErrorCode == WrongNumberOfParameters)
        {
            return (false, null);
        }
        catch (MySqlException e)
        {
            throw new InvalidOperationException($"The corpus has a query that the server does not take: {sql}", e);
        }
    }
}
