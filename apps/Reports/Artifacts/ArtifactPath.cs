using System.Globalization;
using System.Text;

namespace ReportScheduler.Reports.Artifacts;

/// <summary>
/// Checks artifact paths: parts divided by <c>/</c>, each a name that means the same on every file system and in every log.
/// </summary>
public static class ArtifactPath
{
    private const int MaxLength = 900;
    private const int MaxPartBytes = 200;

    private static readonly string[] DeviceNames =
    [
        "CON", "PRN", "AUX", "NUL",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    ];

    /// <exception cref="ReportException"><see cref="ReportErrors.ArtifactPathInvalid"/>.</exception>
    public static void Check(string path)
    {
        if (path.Length is 0 or > MaxLength || !path.Split('/').All(IsName))
            throw new ReportException(ReportErrors.ArtifactPathInvalid, "The artifact's name has a part that is not allowed.");
    }

    /// <summary>True if the name can be one part of a path.</summary>
    public static bool IsName(string name) =>
        name.Length > 0
        && name[0] != '.'
        && name[^1] is not ('.' or ' ')
        && name.EnumerateRunes().All(IsAllowed)
        && Encoding.UTF8.GetByteCount(name) <= MaxPartBytes
        && !DeviceNames.Contains(name.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase);

    // Format characters could turn the shown direction of a name around, and hide its true extension.
    private static bool IsAllowed(Rune rune) =>
        rune.Value is not ('/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
        && rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
