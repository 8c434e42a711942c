using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats.Parquet;

/// <summary>How values lie in a file.</summary>
internal enum PhysicalType
{
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Double = 5,
    ByteArray = 6,
    FixedLengthByteArray = 7,
}

/// <summary>The types of columns in a file.</summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/LogicalTypes.md and src/main/thrift/parquet.thrift there.</remarks>
internal static class ParquetType
{
    /// <summary>Digits of every decimal column: the most that fit 16 bytes.</summary>
    public const int DecimalPrecision = 38;

    private const int Optional = 1;

    /// <summary>How the values of a column lie in the file.</summary>
    public static PhysicalType Physical(ColumnType type) => type switch
    {
        ColumnType.Boolean => PhysicalType.Boolean,
        ColumnType.Date => PhysicalType.Int32,
        ColumnType.Integer or ColumnType.Time or ColumnType.Timestamp or ColumnType.Instant => PhysicalType.Int64,
        ColumnType.Float => PhysicalType.Double,
        ColumnType.Uuid or ColumnType.Decimal => PhysicalType.FixedLengthByteArray,
        _ => PhysicalType.ByteArray,
    };

    /// <summary>Writes the members of a <c>SchemaElement</c>.</summary>
    /// <param name="thrift">The footer.</param>
    /// <param name="name">Name of the column.</param>
    /// <param name="type">Its type.</param>
    /// <param name="scale">Decimals of a <see cref="ColumnType.Decimal"/>.</param>
    public static void WriteSchemaElement(ThriftCompactWriter thrift, string name, ColumnType type, int scale)
    {
        var physical = Physical(type);
        thrift.Write(1, (int)physical);
        if (physical == PhysicalType.FixedLengthByteArray) thrift.Write(2, 16);
        thrift.Write(3, Optional);
        thrift.Write(4, name);
        if (ConvertedType(type) is { } converted) thrift.Write(6, converted);
        if (type == ColumnType.Decimal)
        {
            thrift.Write(7, scale);
            thrift.Write(8, DecimalPrecision);
        }

        if (HasLogicalType(type)) thrift.Write(10, () => WriteLogicalType(thrift, type, scale));
    }

    // The older annotation, which has neither UUIDs nor times in no zone.
    private static int? ConvertedType(ColumnType type) => type switch
    {
        ColumnType.Text or ColumnType.Interval => 0,
        ColumnType.Decimal => 5,
        ColumnType.Date => 6,
        ColumnType.Instant => 10,
        ColumnType.Json => 19,
        _ => null,
    };

    private static bool HasLogicalType(ColumnType type) =>
        type is not (ColumnType.Boolean or ColumnType.Integer or ColumnType.Float or ColumnType.Binary);

    private static void WriteLogicalType(ThriftCompactWriter thrift, ColumnType type, int scale)
    {
        switch (type)
        {
            case ColumnType.Decimal:
                thrift.Write(5, () =>
                {
                    thrift.Write(1, scale);
                    thrift.Write(2, DecimalPrecision);
                });
                break;
            case ColumnType.Date: thrift.Write(6, Nothing); break;
            case ColumnType.Time: thrift.Write(7, () => WriteMicroseconds(thrift, isUtc: false)); break;
            case ColumnType.Timestamp: thrift.Write(8, () => WriteMicroseconds(thrift, isUtc: false)); break;
            case ColumnType.Instant: thrift.Write(8, () => WriteMicroseconds(thrift, isUtc: true)); break;
            case ColumnType.Json: thrift.Write(12, Nothing); break;
            case ColumnType.Uuid: thrift.Write(14, Nothing); break;
            default: thrift.Write(1, Nothing); break;
        }
    }

    private static void WriteMicroseconds(ThriftCompactWriter thrift, bool isUtc)
    {
        thrift.Write(1, isUtc);
        thrift.Write(2, () => thrift.Write(2, Nothing));
    }

    private static void Nothing()
    {
    }
}
