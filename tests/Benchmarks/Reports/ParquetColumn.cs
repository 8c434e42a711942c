using System.Data.Common;
using Parquet;
using Parquet.Schema;

namespace ReportScheduler.Benchmarks.Reports;

/// <summary>Values of a column that Parquet.Net will write.</summary>
internal abstract class ParquetColumn(DataField dataField)
{
    public DataField Field { get; } = dataField;

    /// <summary>The columns of <see cref="ReportTableSql"/>.</summary>
    public static IReadOnlyList<ParquetColumn> All =>
    [
        new Values<long>(new DataField<long>("id"), (row, i) => row.GetInt64(i)),
        new Texts(new DataField<string>("customer")),
        new Texts(new DataField<string>("city")),
        new Values<decimal>(new DecimalDataField("amount", 12, 2), (row, i) => row.GetDecimal(i)),
        new Values<int>(new DataField<int>("quantity"), (row, i) => row.GetInt32(i)),
        new Values<double>(new DataField<double>("price"), (row, i) => row.GetDouble(i)),
        new Values<bool>(new DataField<bool>("active"), (row, i) => row.GetBoolean(i)),
        new Values<DateTime>(new DataField<DateTime>("created"), (row, i) => row.GetDateTime(i)),
        new Values<DateTime>(new DataField<DateTime>("day"), (row, i) => row.GetDateTime(i)),
        new Texts(new DataField<string>("note")),
    ];

    public abstract void Add(DbDataReader row, int index);

    /// <summary>Writes the values and forgets them.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken);

    private sealed class Values<T>(DataField dataField, Func<DbDataReader, int, T> read) : ParquetColumn(dataField)
        where T : struct
    {
        private readonly List<T> _values = [];

        public override void Add(DbDataReader row, int index) => _values.Add(read(row, index));

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
        {
            await group.WriteAsync<T>(Field, _values.ToArray().AsMemory(), cancellationToken: cancellationToken);
            _values.Clear();
        }
    }

    private sealed class Texts(DataField dataField) : ParquetColumn(dataField)
    {
        private readonly List<string> _values = [];

        public override void Add(DbDataReader row, int index) => _values.Add(row.GetString(index));

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
        {
            await group.WriteAsync(Field, _values);
            _values.Clear();
        }
    }
}
