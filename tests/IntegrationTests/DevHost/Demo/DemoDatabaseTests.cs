using System.Text.Json;
using Npgsql;
using ReportScheduler.DevHost.Demo;
using ReportScheduler.Domain;
using ReportScheduler.Domain.Reports;
using ReportScheduler.TestKit.Postgres;

namespace ReportScheduler.IntegrationTests.DevHost.Demo;

public sealed class DemoDatabaseTests(PostgresServer server)
{
    private const string Password = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnsureAsync_SecondStart_KeepsTheRows()
    {
        await ConnectAsync();

        await using var database = await ConnectAsync();

        await using var command = database.CreateCommand(
            "SELECT (SELECT count(*) FROM weather), (SELECT count(*) FROM airports), (SELECT count(*) FROM flights), "
            + "(SELECT count(*) FROM employment), (SELECT count(*) FROM countries)");
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        (await reader.ReadAsync(Cancelled)).Should().BeTrue();
        Enumerable.Range(0, 5).Select(reader.GetInt64).Should().Equal(1461, 3376, 5366, 120, 682);
    }

    [Theory]
    [InlineData("DELETE FROM weather")]
    [InlineData("CREATE TABLE mine (id int)")]
    [InlineData("SET default_transaction_read_only = off; CREATE TEMP TABLE mine (id int)")]
    public async Task Reader_Write_IsRefused(string sql)
    {
        await using var database = await ConnectAsync();

        var write = async () => await database.CreateCommand(sql).ExecuteNonQueryAsync(Cancelled);

        (await write.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().BeOneOf("25006", "42501");
    }

    [Fact]
    public async Task Reports_WithTheirDefaults_HaveRows()
    {
        await using var database = await ConnectAsync();
        foreach (var report in DemoReports.All)
        {
            var errors = new List<FieldError>();
            var definitions = JsonSerializer.Deserialize<ReportParameter[]>(report.Parameters, JsonSerializerOptions.Web)!;
            ParameterDefinitions.Check(definitions, errors);
            await using var command = database.CreateCommand(report.Sql);
            foreach (var parameter in ParameterValues.Bind(definitions, values: null, TimeProvider.System.GetUtcNow(), NodaTime.DateTimeZone.Utc, errors))
                command.Parameters.Add(ParameterOf(parameter));
            errors.Should().BeEmpty();

            await using var reader = await command.ExecuteReaderAsync(Cancelled);

            reader.HasRows.Should().BeTrue("{0} has rows", report.Name);
        }
    }

    private static NpgsqlParameter ParameterOf(BoundParameter parameter) => new(parameter.Name, parameter.Value ?? DBNull.Value)
    {
        NpgsqlDbType = parameter.Type switch
        {
            ParameterType.Text => NpgsqlTypes.NpgsqlDbType.Text,
            ParameterType.Integer => NpgsqlTypes.NpgsqlDbType.Bigint,
            ParameterType.Date => NpgsqlTypes.NpgsqlDbType.Date,
            _ => throw new NotSupportedException($"No demo report has a parameter of the type {parameter.Type}."),
        },
    };

    private async Task<NpgsqlDataSource> ConnectAsync()
    {
        Assert.SkipUnless(await server.CanRestartAsync(), "The server may be one that has a demo database already.");
        var owner = await server.CreateDatabaseAsync(cancellationToken: Cancelled);
        var reader = await DemoDatabase.EnsureAsync(owner, Password, Cancelled);
        return NpgsqlDataSource.Create(reader.ConnectionString);
    }
}
