using CsCheck;
using CsvHelper;
using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.UnitTests.Reports;

/// <summary>What is written must be read the same by a parser that is not ours.</summary>
public sealed class CsvRoundTripTests
{
    private static readonly string[] Parts =
    [
        "a", ",", "\"", "\r", "\n", "\r\n", " ", "\t", "=", "+", "-", "@", "'", "\"\"", "é", "世", "🎉", "x,y", ";", "\u00A0", "\uFEFF",
    ];

    private static readonly Gen<string?> Cell = Gen.Frequency(
        (1, Gen.Const((string?)null)),
        (6, Gen.Int[0, Parts.Length - 1].Array[0, 8].Select(parts => (string?)string.Concat(parts.Select(part => Parts[part])))),
        (1, Gen.Char['!', '~'].Array[0, 300].Select(chars => (string?)new string(chars))));

    private static readonly Gen<string?[][]> Rows = Gen.Int[1, 5].SelectMany(columns => Cell.Array[columns].Array[1, 20]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public Task WriteAsync_AnyText_IsReadTheSameByAnotherParser() => Rows.SampleAsync(async rows =>
        (await RoundTripAsync(rows, neutralise: false)).Should().BeEquivalentTo(
            rows.Select(row => row.Select(cell => cell ?? "")), options => options.WithStrictOrdering()));

    [Fact]
    public Task WriteAsync_AnyText_StartsNoFormulaInAnotherParser() => Rows.SampleAsync(async rows =>
    {
        var read = await RoundTripAsync(rows, neutralise: true);

        read.SelectMany(row => row).Should().NotContain(cell => cell.Length > 0 && "=+-@\t\r".Contains(cell[0]));
        read.Zip(rows).SelectMany(pair => pair.First.Zip(pair.Second)).Should().OnlyContain(
            pair => pair.First == (pair.Second ?? "") || pair.First == "'" + pair.Second);
    });

    private static async Task<List<string[]>> RoundTripAsync(string?[][] rows, bool neutralise)
    {
        var columns = Enumerable.Range(0, rows[0].Length).Select(i => new RowColumn($"c{i}", ColumnType.Text)).ToArray();
        var csv = await new CellTable(columns, rows).WriteAsync(new CsvDialect { NeutraliseFormulas = neutralise }, Cancellation);

        using var parser = CsvReader.FromText(csv, new CsvReaderOptions { Separator = ',', HasHeader = true });
        var read = new List<string[]>();
        while (parser.Read())
        {
            parser.FieldCount.Should().Be(columns.Length);
            read.Add([.. columns.Select((_, i) => parser.GetString(i))]);
        }

        return read;
    }
}
