namespace ReportScheduler.Reports.DataSources.Files;

/// <summary>What a tenant may read about files that cannot be used.</summary>
internal static class SourceFileErrors
{
    public static ReportException Unreachable(Exception? cause, bool isTransient) => new(
        ReportErrors.SourceFileUnreachable, "The file cannot be fetched: check that its address answers without a login.", cause, isTransient);

    public static ReportException Busy(Exception cause) => new(
        ReportErrors.SourceFilesBusy, "As many queries on files run as may at once: try again later.", cause, isTransient: true);

    public static ReportException AddressRefused() => new(
        ReportErrors.SourceAddressRefused, "The file's address is not allowed: give an https address on the public internet, without a user name.");

    public static ReportException TooLarge(long maxBytes) => new(
        ReportErrors.SourceFileTooLarge,
        FormattableString.Invariant($"A file has more than {maxBytes / 1024.0 / 1024.0:0.###} MiB: give a smaller one."));

    public static ReportException Invalid(string message, Exception? cause = null) => new(ReportErrors.SourceFileInvalid, message, cause);
}
