using System.Text.Json.Serialization;
using ReportScheduler.Domain.Runs;

namespace ReportScheduler.Domain.Deliveries;

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>To be made, or to be tried again at <see cref="Delivery.NextAttemptAt"/>.</summary>
    Pending,

    /// <summary>Being handed over. Committed before the effect, so that a crash in between can be told.</summary>
    Sending,

    /// <summary>The receiver took it.</summary>
    Delivered,

    /// <summary>It will not be tried again; the error says why.</summary>
    Failed,

    /// <summary>The connection was lost at a point where the receiver may or may not have taken it; never resent by itself.</summary>
    Unknown,

    /// <summary>The run was cancelled before it was made.</summary>
    Cancelled,
}

/// <summary>The hand-over of a run's artifact to one recipient.</summary>
public sealed record Delivery
{
    public required Guid Id { get; init; }
    public required Guid RunId { get; init; }
    public required Guid DestinationId { get; init; }
    public required string DestinationName { get; init; }
    public required DestinationKind Channel { get; init; }

    /// <summary>E-mail address, or the webhook's address without its query.</summary>
    public required string Recipient { get; init; }

    public required DeliveryState State { get; init; }
    public required int Attempts { get; init; }

    /// <summary>Message-ID or webhook-id; the same for every attempt.</summary>
    public required string MessageId { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public RunError? Error { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
}
