using System.Text;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.DataSources;
using ReportScheduler.Reports.Previews;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>The first rows of a query, from a driver that is a script.</summary>
public sealed class QueryPreviewTests
{
    private static readonly SourceSettings Settings = new(DataSourceKind.Mysql, "db", 1, "d", "u", "p", DataSourceSslMode.Require, []);

    [Fact]
    public async Task Read_CellsOfSeveralTypes_AreTextsForMachinesAndNull()
    {
        var driver = new ScriptedDriver(
            [new("a", ColumnType.Text), new("b", ColumnType.Integer), new("c", ColumnType.Decimal), new("d", ColumnType.Boolean)],
            batch =>
            {
                batch.AddText("é");
                batch.AddInt64(-7);
                NumericCell.Add(batch, 12.50m);
                batch.AddBoolean(true);
                for (var i = 0; i < 4; i++) batch.AddNull();
            });

        var preview = await ReadAsync(driver, maxRows: 100);

        preview.Rows.Should().HaveCount(2);
        preview.Rows[0].Should().Equal("é", "-7", "12.50", "true");
        preview.Rows[1].Should().Equal(null, null, null, null);
        preview.Truncated.Should().BeFalse();
        driver.Disposed.Should().BeTrue();
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(2, true)]
    public async Task Read_MoreRowsThanAsked_EndsTheQueryAndTellsSo(int maxRows, bool truncated)
    {
        var driver = new ScriptedDriver([new("a", ColumnType.Integer)], Row(1), Row(2), Row(3));

        var preview = await ReadAsync(driver, maxRows);

        preview.Rows.Select(row => row[0]).Should().Equal(Enumerable.Range(1, maxRows).Select(i => $"{i}"));
        preview.Truncated.Should().Be(truncated);
        driver.Disposed.Should().BeTrue();

        static Action<RowBatch> Row(int value) => batch => batch.AddInt64(value);
    }

    [Theory]
    [InlineData(1000, 1000, false)]
    [InlineData(1001, 1001, true)]
    [InlineData(1_000_000, 1001, true)]
    public async Task Read_LongText_IsCut(int length, int shown, bool truncated)
    {
        var driver = new ScriptedDriver([new("a", ColumnType.Text)], batch => batch.AddText(new string('x', length)));

        var preview = await ReadAsync(driver, maxRows: 100);

        preview.Rows[0][0]!.Length.Should().Be(shown);
        preview.Rows[0][0]!.EndsWith('…').Should().Be(truncated);
        preview.Truncated.Should().Be(truncated);
    }

    [Fact]
    public async Task Read_TextOfPairsOfSurrogates_IsCutBetweenThem()
    {
        var driver = new ScriptedDriver([new("a", ColumnType.Text)], batch => batch.AddText("x" + string.Concat(Enumerable.Repeat("😀", 600))));

        var text = (await ReadAsync(driver, maxRows: 100)).Rows[0][0]!;

        text.Should().HaveLength(1000).And.EndWith("😀…");
    }

    [Fact]
    public async Task Read_ManyLongRows_HoldsAboutAMegabyte()
    {
        var driver = new ScriptedDriver(
            [new("a", ColumnType.Binary)], [.. Enumerable.Repeat<Action<RowBatch>>(batch => batch.Add(Encoding.UTF8.GetBytes(new string('x', 5000))), 2000)]);

        var preview = await ReadAsync(driver, maxRows: 2000);

        preview.Truncated.Should().BeTrue();
        preview.Rows.Sum(row => row[0]!.Length).Should().BeInRange(1024 * 1024, 1024 * 1024 + 1001);
    }

    private static Task<PreviewedRows> ReadAsync(ScriptedDriver driver, int maxRows) => new QueryPreview(new SourceDrivers([driver]))
        .ReadAsync(Settings, new SourceQuery("SELECT 1", [], TimeSpan.FromSeconds(1)), maxRows, TestContext.Current.CancellationToken);

    // A batch for each script.
    private sealed class ScriptedDriver(IReadOnlyList<RowColumn> columns, params Action<RowBatch>[] batches) : SourceDriver(TimeProvider.System)
    {
        public bool Disposed { get; private set; }

        public override DataSourceKind Kind => DataSourceKind.Mysql;

        public override Task<RowReader> ExecuteAsync(SourceSettings settings, SourceQuery query, CancellationToken cancellationToken) =>
            Task.FromResult<RowReader>(new Reader(this, columns, batches));

        protected override Task<string> ReadVersionAsync(SourceSettings settings, CancellationToken cancellationToken) => throw new NotSupportedException();

        private sealed class Reader(ScriptedDriver driver, IReadOnlyList<RowColumn> columns, Action<RowBatch>[] batches) : RowReader
        {
            private int _next;

            public override IReadOnlyList<RowColumn> Columns => columns;

            public override ValueTask<bool> ReadAsync(RowBatch batch, CancellationToken cancellationToken)
            {
                batch.Clear();
                if (_next < batches.Length) batches[_next++](batch);
                return new(batch.RowCount > 0);
            }

            public override ValueTask DisposeAsync()
            {
                driver.Disposed = true;
                return default;
            }
        }
    }
}
