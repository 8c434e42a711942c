using System.Text.Json.Serialization;

namespace ReportScheduler.Domain.Deliveries;

/// <summary>The channel of a destination.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DestinationKind>))]
public enum DestinationKind
{
    Email,
    Webhook,
}

/// <summary>Where a tenant's artifacts are sent.</summary>
public sealed record Destination
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public required DestinationKind Kind { get; init; }
    public EmailSettings? Email { get; init; }
    public WebhookSettings? Webhook { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required int Version { get; init; }

    /// <summary>The webhook's signing secret, <c>whsec_…</c>; only in the answer that creates the destination.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }
}

/// <summary>An e-mail destination; each recipient gets a message and a delivery of its own.</summary>
/// <param name="To">1 to 500 addresses.</param>
/// <param name="Subject">Null for the default; <c>{report}</c>, <c>{schedule}</c> and <c>{fireTime}</c> are filled in.</param>
/// <param name="Body">As the subject.</param>
public sealed record EmailSettings(IReadOnlyList<string> To, string? Subject, string? Body);

/// <summary>A webhook destination, signed as Standard Webhooks prescribe.</summary>
public sealed record WebhookSettings(string Url);
