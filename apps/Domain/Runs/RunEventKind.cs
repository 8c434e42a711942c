namespace ReportScheduler.Domain.Runs;

/// <summary>The kinds of <see cref="RunEvent"/>.</summary>
public static class RunEventKind
{
    public const string Requested = "requested";
    public const string Waiting = "waiting";
    public const string Released = "released";
    public const string DeadlineMissed = "deadlineMissed";
    public const string Published = "published";
    public const string Admitted = "admitted";
    public const string Rendering = "rendering";
    public const string Progress = "progress";
    public const string Rendered = "rendered";
    public const string Delivering = "delivering";
    public const string Delivered = "delivered";
    public const string DeliveryFailed = "deliveryFailed";
    public const string Retrying = "retrying";
    public const string Finished = "finished";
    public const string Cancelled = "cancelled";
}
