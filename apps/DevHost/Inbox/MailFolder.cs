using System.Collections.Concurrent;
using MimeKit;
using MimeKit.IO;

namespace ReportScheduler.DevHost.Inbox;

/// <summary>Reads the folder into which the Worker puts e-mail instead of sending it.</summary>
public sealed class MailFolder(string folder)
{
    private const int Listed = 100;
    private const int TextLength = 500;

    /// <summary>An e-mail does not change, and the list is asked for every few seconds.</summary>
    private readonly ConcurrentDictionary<string, MailSummary> _summaries = new(StringComparer.Ordinal);

    /// <summary>The newest e-mails, the newest first.</summary>
    public async Task<IReadOnlyList<MailSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var mails = new List<MailSummary>();
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.eml").OrderByDescending(file => file.LastWriteTimeUtc).Take(Listed))
        {
            if (_summaries.GetValueOrDefault(file.Name) is { } known)
                mails.Add(known);
            else if (await SummarizeAsync(file.FullName, cancellationToken) is { } mail)
                mails.Add(_summaries[file.Name] = mail);
        }

        foreach (var forgotten in _summaries.Keys.Except(mails.Select(mail => mail.File)))
            _summaries.TryRemove(forgotten, out _);
        return mails;
    }

    /// <summary>The path of an e-mail; null if there is none of that name.</summary>
    public string? Find(string name)
    {
        if (!name.EndsWith(".eml", StringComparison.Ordinal) || Path.GetFileName(name) != name)
            return null;
        var path = Path.Combine(folder, name);
        return File.Exists(path) ? path : null;
    }

    /// <summary>An attachment of an e-mail; null if there is none of that number.</summary>
    public async Task<MimePart?> OpenAttachmentAsync(string name, int number, CancellationToken cancellationToken)
    {
        if (Find(name) is not { } path)
            return null;
        await using var file = File.OpenRead(path);
        var message = await MimeMessage.LoadAsync(file, cancellationToken);
        return message.Attachments.OfType<MimePart>().ElementAtOrDefault(number);
    }

    private static async Task<MailSummary?> SummarizeAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(path);
            // Persistent: attachments stay in the file.
            var message = await MimeMessage.LoadAsync(file, persistent: true, cancellationToken);
            var attachments = new List<MailAttachment>();
            foreach (var part in message.Attachments.OfType<MimePart>())
                attachments.Add(await DescribeAsync(part, attachments.Count, cancellationToken));
            return new MailSummary(
                Path.GetFileName(path),
                message.MessageId,
                [.. message.From.Mailboxes.Select(mailbox => mailbox.Address)],
                [.. message.To.Mailboxes.Select(mailbox => mailbox.Address)],
                message.Subject,
                message.Date,
                message.TextBody is { } text ? text[..Math.Min(text.Length, TextLength)] : null,
                attachments);
        }
        catch (Exception problem) when (problem is FormatException or IOException)
        {
            // Not an e-mail, or gone.
            return null;
        }
    }

    private static async Task<MailAttachment> DescribeAsync(MimePart part, int number, CancellationToken cancellationToken)
    {
        await using var measure = new MeasuringStream();
        if (part.Content is { } content)
            await content.DecodeToAsync(measure, cancellationToken);
        return new MailAttachment(part.FileName ?? $"attachment-{number}", part.ContentType.MimeType, measure.Length);
    }
}
