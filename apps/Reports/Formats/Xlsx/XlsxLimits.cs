namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>How far one sheet goes before the next one continues it.</summary>
/// <param name="Rows">Rows with the header; Excel's limit (Excel specifications and limits, "Worksheet and workbook").</param>
/// <param name="Bytes">
/// Bytes of a sheet's XML. Below 4 GiB, so that no part of the file needs sizes of 64 bits, which readers of streamed zip
/// files understand differently.
/// </param>
internal sealed record XlsxLimits(int Rows, long Bytes)
{
    public const int MaxRows = 1_048_576;
    public const int MaxColumns = 16_384;

    /// <summary>In UTF-16 code units.</summary>
    public const int MaxCellCharacters = 32_767;

    public static readonly XlsxLimits Default = new(MaxRows, 3L * 1024 * 1024 * 1024);
}
