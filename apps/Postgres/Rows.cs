using System.Text.Json;
using Npgsql;

namespace ReportScheduler.Postgres;

/// <summary>Reading columns by name.</summary>
internal static class Rows
{
    public static T Get<T>(this NpgsqlDataReader row, string column) => row.GetFieldValue<T>(row.GetOrdinal(column));

    public static T? GetNullable<T>(this NpgsqlDataReader row, string column)
        where T : struct
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : row.GetFieldValue<T>(ordinal);
    }

    public static string? GetText(this NpgsqlDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
    }

    public static byte[]? GetBytes(this NpgsqlDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : row.GetFieldValue<byte[]>(ordinal);
    }

    public static DateTimeOffset GetTime(this NpgsqlDataReader row, string column) => row.Get<DateTimeOffset>(column);

    public static T GetEnum<T>(this NpgsqlDataReader row, string column)
        where T : struct, Enum => EnumText.Parse<T>(row.Get<string>(column));

    public static JsonElement GetJson(this NpgsqlDataReader row, string column)
    {
        using var document = JsonDocument.Parse(row.Get<string>(column));
        return document.RootElement.Clone();
    }
}
