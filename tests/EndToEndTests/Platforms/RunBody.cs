using System.Text.Json;

namespace ReportScheduler.EndToEndTests.Platforms;

/// <summary>A run as the API shows it.</summary>
internal sealed record RunBody(
    Guid Id,
    string State,
    string Trigger,
    DateTimeOffset NominalFireAt,
    int Attempt,
    ErrorBody? Error,
    Guid? RetryOf,
    IReadOnlyList<ArtifactBody>? Artifacts,
    IReadOnlyList<DeliveryBody>? Deliveries);

internal sealed record ErrorBody(string Code, string Message);

internal sealed record ArtifactBody(Guid Id, string FileName, string ContentType, long SizeBytes, long RowCount, string Sha256);

internal sealed record DeliveryBody(Guid Id, string Channel, string Recipient, string State, int Attempts, string MessageId);

/// <summary>An event of a run, as it comes in the stream.</summary>
internal sealed record EventBody(int Sequence, string Kind, JsonElement Data);
