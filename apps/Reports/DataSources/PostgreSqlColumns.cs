using Npgsql;

namespace ReportScheduler.Reports.DataSources;

/// <summary>Kinds of columns by the object ids of built-in types, which are the same in every PostgreSQL (pg_type.dat).</summary>
internal static class PostgreSqlColumns
{
    public static ResultColumn[] Of(NpgsqlDataReader reader)
    {
        var columns = new ResultColumn[reader.FieldCount];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = new ResultColumn(reader.GetName(i), KindOf(reader.GetDataTypeOID(i)));
        return columns;
    }

    private static ColumnKind KindOf(uint typeOid) => typeOid switch
    {
        16 => ColumnKind.Boolean,
        1114 => ColumnKind.Timestamp,
        1184 => ColumnKind.UtcTimestamp,
        17 // bytea
            or 20 or 21 or 23 or 26 // bigint, smallint, integer, oid
            or 700 or 701 or 1700 or 790 // real, double precision, numeric, money
            or 1082 or 1083 or 1266 or 1186 // date, time, time with time zone, interval
            or 2950 => ColumnKind.Literal, // uuid
        _ => ColumnKind.Text,
    };
}
