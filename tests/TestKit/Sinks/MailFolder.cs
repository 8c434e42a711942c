using MimeKit;

namespace ReportScheduler.TestKit.Sinks;

/// <summary>The folder into which e-mail is written instead of being sent.</summary>
public sealed class MailFolder(string path)
{
    public string Path => path;

    /// <summary>The messages that are complete.</summary>
    public IReadOnlyList<MimeMessage> Read() => [.. Files().Where(IsMessage).Select(file => MimeMessage.Load(file))];

    /// <summary>Files that are no messages: what an interrupted hand-over left.</summary>
    public IReadOnlyList<string> Leftovers() => [.. Files().Where(file => !IsMessage(file))];

    private static bool IsMessage(string file) => file.EndsWith(".eml", StringComparison.Ordinal);

    private IEnumerable<string> Files() => Directory.Exists(path) ? Directory.EnumerateFiles(path) : [];
}
