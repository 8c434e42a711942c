using System.Buffers;
using System.Globalization;

namespace ReportScheduler.Reports.Formats.Xlsx;

/// <summary>Names that Excel takes for sheets: 1 to 31 characters, some not allowed, unique without regard to case.</summary>
internal sealed class SheetNames
{
    private const int MaxLength = 31;
    private static readonly SearchValues<char> NotAllowed = SearchValues.Create("[]:*?/\\");

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name, or the nearest to it that is valid and free: <c>Name (2)</c>, <c>Name (3)</c> and so on.</summary>
    public string Take(string name)
    {
        var valid = Validate(name);
        var candidate = Shorten(valid, MaxLength);
        for (var number = 2; !_taken.Add(candidate); number++)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $" ({number})");
            candidate = Shorten(valid, MaxLength - suffix.Length) + suffix;
        }

        return candidate;
    }

    private static string Validate(string name)
    {
        var valid = string.Concat(name.Select(c => NotAllowed.Contains(c) ? '_' : char.IsControl(c) ? ' ' : c)).Trim();
        if (valid.StartsWith('\'')) valid = "_" + valid[1..];
        // Excel keeps this name for itself.
        if (valid.Equals("History", StringComparison.OrdinalIgnoreCase)) valid += "_";
        return valid.Length == 0 ? "Sheet" : valid;
    }

    private static string Shorten(string name, int length)
    {
        if (name.Length > length) name = name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)].TrimEnd();
        return name.EndsWith('\'') ? name[..^1] + "_" : name;
    }
}
