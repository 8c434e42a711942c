namespace ReportScheduler.Reports.Rendering;

/// <summary>An artifact that was rendered and committed.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="ContentType">MIME type of the content.</param>
/// <param name="ContentEncoding"><c>gzip</c> if it is stored compressed, else null.</param>
/// <param name="SizeBytes">Size of the content.</param>
/// <param name="StoredBytes">Size as stored.</param>
/// <param name="RowCount">Rows, without the header.</param>
/// <param name="Sha256">SHA-256 of the content, 64 lower-case hex digits.</param>
public sealed record RenderedArtifact(
    string Path, string ContentType, string? ContentEncoding, long SizeBytes, long StoredBytes, long RowCount, string Sha256);
