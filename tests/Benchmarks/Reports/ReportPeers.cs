using System.Data.Common;
using System.Text.Json;
using MiniExcelLibs;
using Npgsql;
using Parquet;
using Parquet.Schema;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>What others use to make files.</summary>
internal static class ReportPeers
{
    private const int FlushAt = 64 * 1024;
    private const int GroupRows = 100_000;

    public static async Task JsonAsync(ReportSetup setup, string path, CancellationToken cancellationToken)
    {
        await using var rows = await OpenAsync(setup, cancellationToken);
        await using var output = File.Create(path);
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        while (await rows.ReadAsync(cancellationToken))
        {
            WriteObject(json, rows.Reader);
            if (json.BytesPending >= FlushAt) await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
    }

    public static async Task MiniExcelAsync(ReportSetup setup, string path, CancellationToken cancellationToken)
    {
        await using var rows = await OpenAsync(setup, cancellationToken);
        await using var output = File.Create(path);
        await output.SaveAsAsync(rows.Reader, cancellationToken: cancellationToken);
    }

    public static async Task ParquetAsync(ReportSetup setup, string path, CancellationToken cancellationToken)
    {
        await using var rows = await OpenAsync(setup, cancellationToken);
        await using var output = File.Create(path);
        var columns = ParquetColumn.All;
        await using var writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(columns.Select(column => column.Field).ToArray<Field>()), output, cancellationToken: cancellationToken);
        for (var more = true; more;)
        {
            var count = 0;
            while (count < GroupRows && (more = await rows.ReadAsync(cancellationToken)))
            {
                for (var i = 0; i < columns.Count; i++) columns[i].Add(rows.Reader, i);
                count++;
            }

            if (count == 0) break;
            using var group = writer.CreateRowGroup();
            foreach (var column in columns) await column.WriteAsync(group, cancellationToken);
            group.CompleteValidate();
        }
    }

    private static void WriteObject(Utf8JsonWriter json, DbDataReader reader)
    {
        json.WriteStartObject();
        json.WriteNumber("id", reader.GetInt64(0));
        json.WriteString("customer", reader.GetString(1));
        json.WriteString("city", reader.GetString(2));
        json.WriteNumber("amount", reader.GetDecimal(3));
        json.WriteNumber("quantity", reader.GetInt32(4));
        json.WriteNumber("price", reader.GetDouble(5));
        json.WriteBoolean("active", reader.GetBoolean(6));
        json.WriteString("created", reader.GetDateTime(7));
        json.WriteString("day", reader.GetDateTime(8));
        json.WriteString("note", reader.GetString(9));
        json.WriteEndObject();
    }

    private static async Task<Rows> OpenAsync(ReportSetup setup, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(setup.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var command = new NpgsqlCommand(setup.Query, connection) { CommandTimeout = 0 };
        return new Rows(connection, command, await command.ExecuteReaderAsync(cancellationToken));
    }

    private sealed record Rows(NpgsqlConnection Connection, NpgsqlCommand Command, NpgsqlDataReader Reader) : IAsyncDisposable
    {
        public Task<bool> ReadAsync(CancellationToken cancellationToken) => Reader.ReadAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            await Reader.DisposeAsync();
            await Command.DisposeAsync();
            await Connection.DisposeAsync();
        }
    }
}
