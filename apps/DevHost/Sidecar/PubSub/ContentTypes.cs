namespace ReportScheduler.DevHost.Sidecar.PubSub;

/// <summary>Content types that daprd treats differently in envelopes.</summary>
internal static class ContentTypes
{
    public const string CloudEvent = "application/cloudevents+json";
    public const string Json = "application/json";

    public static bool Is(string contentType, string expected) =>
        contentType.Split(';')[0].Equals(expected, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the data goes into <c>data_base64</c>.</summary>
    public static bool IsBinary(string contentType) =>
        Is(contentType, "application/octet-stream") || Is(contentType, "application/cloudevents+protobuf");
}
