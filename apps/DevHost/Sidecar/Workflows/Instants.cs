using Google.Protobuf.WellKnownTypes;

namespace ReportScheduler.DevHost.Sidecar.Workflows;

internal static class Instants
{
    /// <summary>Whether a timestamp of the wire is one of the years 1 to 9999.</summary>
    public static bool IsValid(Timestamp timestamp) =>
        timestamp.Seconds is >= -62_135_596_800 and <= 253_402_300_799 && timestamp.Nanos is >= 0 and <= 999_999_999;
}
