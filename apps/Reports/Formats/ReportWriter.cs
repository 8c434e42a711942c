using ReportScheduler.Domain.Reports;
using ReportScheduler.Reports.Rows;

namespace ReportScheduler.Reports.Formats;

/// <summary>Writes one file from the results of a report's queries, section by section, in bounded memory.</summary>
/// <remarks>
/// Called in this order: <c>(BeginSection WriteRows* EndSection)+ Complete Dispose</c>. One caller at a time. Without
/// <see cref="CompleteAsync"/> the file is worth nothing. The same calls always give the same bytes.
/// </remarks>
public abstract class ReportWriter : IAsyncDisposable
{
    /// <summary>Begins the section of a query.</summary>
    public abstract ValueTask BeginSectionAsync(SectionHead section, CancellationToken cancellationToken);

    /// <summary>Writes rows of the section; the batch is the caller's again afterwards.</summary>
    public abstract ValueTask WriteRowsAsync(RowBatch rows, CancellationToken cancellationToken);

    /// <summary>Ends the section.</summary>
    public abstract ValueTask EndSectionAsync(CancellationToken cancellationToken);

    /// <summary>Writes what is left.</summary>
    public abstract ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Gives up what the writer holds; does not close the output.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>What a writer must know of a section before its rows.</summary>
/// <param name="Name">Name of the sheet or section.</param>
/// <param name="Columns">The result's columns.</param>
/// <param name="Formats">How they are shown, one for each column, defaults filled in.</param>
/// <param name="Chart">A chart above the table, in documents.</param>
public sealed record SectionHead(string Name, IReadOnlyList<RowColumn> Columns, IReadOnlyList<ColumnFormat> Formats, ReportChart? Chart);

/// <summary>What a writer must know of the whole file.</summary>
/// <param name="Title">Head line, its template filled in.</param>
/// <param name="Introduction">Paragraph under it, its template filled in; null: none.</param>
/// <param name="AsOf">The time the report is about: the nominal fire time. Written into files instead of the clock's.</param>
/// <param name="TimeZone">IANA zone in which people are shown instants; the files for machines keep UTC.</param>
/// <param name="Output">The definition.</param>
public sealed record DocumentHead(string Title, string? Introduction, DateTimeOffset AsOf, string TimeZone, ReportOutput Output);
