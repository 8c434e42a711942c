using ReportScheduler.Domain.Reports;

namespace ReportScheduler.Reports.Rendering;

/// <summary>An artifact that was rendered and committed.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Section">Name of the section it holds; null when it holds all.</param>
/// <param name="FileName">The name under which people get it.</param>
/// <param name="Path">Where it is.</param>
/// <param name="ContentType">MIME type of the content.</param>
/// <param name="ContentEncoding">As the store keeps it: <c>br</c> if it is compressed, else null.</param>
/// <param name="SizeBytes">Size of the content.</param>
/// <param name="StoredBytes">Size as stored.</param>
/// <param name="RowCount">Rows in it, without headers.</param>
/// <param name="Sha256">SHA-256 of the content, 64 lower-case hex digits.</param>
public sealed record RenderedArtifact(
    ReportFormat Format,
    string? Section,
    string FileName,
    string Path,
    string ContentType,
    string? ContentEncoding,
    long SizeBytes,
    long StoredBytes,
    long RowCount,
    string Sha256);
