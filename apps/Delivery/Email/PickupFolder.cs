using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace ReportScheduler.Delivery.Email;

/// <summary>Writes each message to a file that is named after its Message-ID, so that a repeat finds the first one.</summary>
internal sealed class PickupFolder(string folder, ILogger logger)
{
    private const int MaxNameLength = 120;
    private static readonly FormatOptions Format = CreateFormat();
    private static readonly FileStreamOptions ForWriting = new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        Share = FileShare.None,
        Options = FileOptions.Asynchronous,
    };


    public async Task<DeliveryOutcome> SendAsync(
        MimeMessage message, Func<CancellationToken, Task<bool>> beforeTransmission, CancellationToken cancellationToken)
    {
        var name = NameOf(message.MessageId!);
        var path = Path.Combine(folder, name);
        var unfinished = Path.Combine(folder, $".{Guid.CreateVersion7():n}.unfinished");
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                return await SendAsync(message, name, unfinished, path, beforeTransmission, cancellationToken);
            }
            finally
            {
                File.Delete(unfinished);
            }
        }
        catch (AttachmentException exception)
        {
            EmailLog.NotDelivered(logger, exception, message.MessageId, nameof(DeliveryOutcome.Retry));
            return new DeliveryOutcome.Retry(DeliveryErrors.AttachmentUnavailable, "The attachment could not be read.");
        }
        catch (IOException) when (File.Exists(path))
        {
            return new DeliveryOutcome.Delivered(name);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            EmailLog.NotDelivered(logger, exception, message.MessageId, nameof(DeliveryOutcome.Retry));
            return new DeliveryOutcome.Retry(
                DeliveryErrors.PickupFailed, "The message could not be written to the pickup folder.");
        }
    }

    private static async Task<DeliveryOutcome> SendAsync(
        MimeMessage message,
        string name,
        string unfinished,
        string path,
        Func<CancellationToken, Task<bool>> beforeTransmission,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            await WriteAsync(message, unfinished, cancellationToken);
        if (!await beforeTransmission(cancellationToken))
            return new DeliveryOutcome.Failed(DeliveryErrors.Withdrawn, "The delivery was withdrawn.");
        if (!File.Exists(path))
            File.Move(unfinished, path, overwrite: false);
        return new DeliveryOutcome.Delivered(name);
    }

    /// <summary>File name of a message: its id, where that can be one; else a shortened one that its hash makes unique.</summary>
    private static string NameOf(string messageId)
    {
        var safe = new string([.. messageId.Select(c => IsSafe(c) ? c : '_')]).TrimStart('.');
        if (safe == messageId && safe.Length <= MaxNameLength)
            return $"{safe}.eml";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)));
        return $"{safe[..Math.Min(safe.Length, MaxNameLength)]}-{hash[..16]}.eml";
    }

    private static bool IsSafe(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@';

    private static async Task WriteAsync(MimeMessage message, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, ForWriting);
        await message.WriteToAsync(Format, file, cancellationToken);
        file.Flush(flushToDisk: true);
    }

    private static FormatOptions CreateFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
