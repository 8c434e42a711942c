using System.ComponentModel.DataAnnotations;

namespace ReportScheduler.Worker;

/// <summary>How runs are executed.</summary>
internal sealed class WorkerOptions
{
    public const string Section = "Execution";

    /// <summary>Runs this process has taken and not yet rendered; others wait with the broker. 0 stands for 16 for each core.</summary>
    [Range(0, 1000)]
    public int Slots { get; set; }

    /// <summary>Seconds without a sign of life after which a run is taken for abandoned. It is renewed three times as often.</summary>
    [Range(2, 3600)]
    public double LeaseSeconds { get; set; } = 60;

    /// <summary>Seconds that work in progress gets to end after SIGTERM, before it is left to another worker.</summary>
    [Range(0, 600)]
    public double DrainSeconds { get; set; } = 20;

    /// <summary>The most rows of a report.</summary>
    [Range(1, long.MaxValue)]
    public long MaxRows { get; set; } = 100_000_000;

    /// <summary>The most bytes of a report, uncompressed.</summary>
    [Range(1, long.MaxValue)]
    public long MaxBytes { get; set; } = 50L * 1024 * 1024 * 1024;

    /// <summary>Seconds a report may take.</summary>
    [Range(1, 86_400)]
    public double RenderTimeoutSeconds { get; set; } = 3600;

    /// <summary>How often a rendering is tried when the data source is away.</summary>
    [Range(1, 20)]
    public int MaxRenderTries { get; set; } = 4;

    /// <summary>How often a delivery is tried.</summary>
    [Range(1, 20)]
    public int MaxDeliveryAttempts { get; set; } = 6;

    /// <summary>Seconds before the second try of a rendering or a delivery; each further wait is four times as long, up to an hour.</summary>
    [Range(0.1, 3600)]
    public double FirstRetrySeconds { get; set; } = 10;

    /// <summary>Bytes up to which an artifact is attached to an e-mail; a larger one is linked.</summary>
    [Range(0, 100L * 1024 * 1024)]
    public long MaxAttachmentBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Days that files are kept where neither the report nor the tenant says.</summary>
    [Range(1, 3650)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>Seconds between two looks for files whose time is over, or that lost workers have left.</summary>
    [Range(1, 86_400)]
    public double SweepSeconds { get; set; } = 60;

    public int EffectiveSlots => Slots > 0 ? Slots : Environment.ProcessorCount * 16;

    public TimeSpan Lease => TimeSpan.FromSeconds(LeaseSeconds);

    /// <summary>The wait after a number of failed tries.</summary>
    public TimeSpan RetryDelay(int tries) =>
        TimeSpan.FromSeconds(Math.Min(3600, FirstRetrySeconds * Math.Pow(4, tries - 1)));
}
