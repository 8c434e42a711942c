namespace ReportScheduler.DevHost.Sidecar.Invocation;

/// <summary>Brings the path of an invocation into daprd's normal form.</summary>
internal static class MethodPath
{
    /// <param name="decoded">Percent-decoded path.</param>
    /// <returns>Percent-encoded, without empty segments, dot segments or slashes at the ends.</returns>
    /// <exception cref="FormatException">It contains a character that no method may have.</exception>
    public static string Normalize(string decoded)
    {
        if (decoded.Any(character => character is '#' or '?' || char.IsControl(character)))
            throw new FormatException("invalid method: it contains a forbidden character");
        var segments = new List<string>();
        foreach (var segment in decoded.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == "..")
                segments.RemoveRange(Math.Max(segments.Count - 1, 0), Math.Min(segments.Count, 1));
            else if (segment != ".")
                segments.Add(Uri.EscapeDataString(segment));
        }
        return string.Join('/', segments);
    }
}
