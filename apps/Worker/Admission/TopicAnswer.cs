namespace ReportScheduler.Worker.Admission;

/// <summary>What a subscriber tells the sidecar about a message, as Dapr's pub/sub API has it.</summary>
internal sealed record TopicAnswer(string Status)
{
    public static readonly TopicAnswer Success = new("SUCCESS");

    /// <summary>The message is to be delivered again.</summary>
    public static readonly TopicAnswer Retry = new("RETRY");
}
