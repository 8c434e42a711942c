using Npgsql;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.DataSources;

/// <summary>
/// Columns of a result by the object ids of built-in types, which are the same in every PostgreSQL (pg_type.dat). What has no
/// type of ours is cast by the server.
/// </summary>
/// <param name="Columns">What the cells will be.</param>
/// <param name="Casts">For each column the type it is cast to, or null.</param>
/// <param name="PrefixedJson">Columns whose cells begin with a byte that tells the version of the binary format (jsonb_send).</param>
internal sealed record PostgreSqlColumns(RowColumn[] Columns, string?[] Casts, int[] PrefixedJson)
{
    private const uint Jsonb = 3802;

    /// <summary>Reads the description of a result.</summary>
    public static PostgreSqlColumns Of(NpgsqlDataReader description)
    {
        var columns = new RowColumn[description.FieldCount];
        var casts = new string?[columns.Length];
        var prefixed = new List<int>();
        for (var i = 0; i < columns.Length; i++)
        {
            var oid = description.GetDataTypeOID(i);
            (var type, casts[i]) = TypeOf(oid);
            columns[i] = new RowColumn(description.GetName(i), type);
            if (oid == Jsonb) prefixed.Add(i);
        }

        return new PostgreSqlColumns(columns, casts, [.. prefixed]);
    }

    /// <summary>The statement that gives the rows of a query in binary format.</summary>
    public string ToCopy(string query)
    {
        var select = Array.TrueForAll(Casts, cast => cast is null)
            ? query
            : $"SELECT {string.Join(", ", Casts.Select((cast, i) => cast is null ? $"c{i}" : $"c{i}::{cast}"))}"
                + $" FROM ({query}\n) AS q({string.Join(", ", Casts.Select((_, i) => $"c{i}"))})";
        return $"COPY ({select}\n) TO STDOUT (FORMAT binary)";
    }

    private static (ColumnType Type, string? Cast) TypeOf(uint oid) => oid switch
    {
        16 => (ColumnType.Boolean, null),
        20 or 21 or 23 => (ColumnType.Integer, null), // bigint, smallint, integer
        26 => (ColumnType.Integer, "bigint"), // oid
        700 or 701 => (ColumnType.Float, null), // real, double precision
        1700 => (ColumnType.Decimal, null),
        790 => (ColumnType.Decimal, "numeric"), // money
        1082 => (ColumnType.Date, null),
        1083 => (ColumnType.Time, null),
        1114 => (ColumnType.Timestamp, null),
        1184 => (ColumnType.Instant, null),
        1186 => (ColumnType.Interval, null),
        2950 => (ColumnType.Uuid, null),
        17 => (ColumnType.Binary, null), // bytea
        114 or Jsonb => (ColumnType.Json, null), // json
        25 or 1043 or 1042 or 19 => (ColumnType.Text, null), // text, varchar, char(n), name
        _ => (ColumnType.Text, "text"),
    };
}
