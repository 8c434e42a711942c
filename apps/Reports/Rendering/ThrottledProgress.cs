namespace ReportScheduler.Reports.Rendering;

/// <summary>Passes on at most one report a second.</summary>
internal sealed class ThrottledProgress(IProgress<long> inner, TimeProvider time) : IProgress<long>
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private long _last = time.GetTimestamp();

    public void Report(long value)
    {
        if (time.GetElapsedTime(_last) < Interval) return;
        _last = time.GetTimestamp();
        inner.Report(value);
    }
}
