using MailKit;

namespace ReportScheduler.Delivery.Email;

/// <summary>
/// Notices when the DATA command was sent: from then on a lost connection does not tell whether the server took the message
/// (RFC 5321, section 4.5.5 and appendix C leave the duplicate to the client). Keeps nothing of what it sees.
/// </summary>
internal sealed class HandOverLog : IProtocolLogger
{
    /// <summary>True once the message may have been handed over.</summary>
    public bool Begun { get; private set; }

    public IAuthenticationSecretDetector? AuthenticationSecretDetector { get; set; }

    public void LogConnect(Uri uri)
    {
    }

    public void LogClient(byte[] buffer, int offset, int count)
    {
        var sent = buffer.AsSpan(offset, count);
        Begun |= sent.SequenceEqual("DATA\r\n"u8) || sent.EndsWith("\r\nDATA\r\n"u8);
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
    }

    public void Dispose()
    {
    }
}
