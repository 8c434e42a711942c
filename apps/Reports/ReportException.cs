namespace ReportScheduler.Reports;

/// <summary>
/// A report could not be made. The message is one sentence for the tenant: it names no host, no secret and no SQL.
/// </summary>
public sealed class ReportException : Exception
{
    /// <param name="code">One of <see cref="ReportErrors"/>.</param>
    /// <param name="message">One sentence for the tenant.</param>
    /// <param name="innerException">The cause, for operators only.</param>
    /// <param name="isTransient">True if the same report may succeed when it is tried again.</param>
    public ReportException(string code, string message, Exception? innerException = null, bool isTransient = false)
        : base(message, innerException) => (Code, IsTransient) = (code, isTransient);

    /// <summary>One of <see cref="ReportErrors"/>; stable.</summary>
    public string Code { get; }

    /// <summary>True if the same report may succeed when it is tried again.</summary>
    public bool IsTransient { get; }
}
