using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReportScheduler.DevHost.Sidecar.Http;

/// <summary>JSON of the HTTP API: camelCase, absent values left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(List<StateItemBody>))]
[JsonSerializable(typeof(BulkStateBody))]
[JsonSerializable(typeof(List<BulkStateItemBody>))]
[JsonSerializable(typeof(TransactionBody))]
[JsonSerializable(typeof(List<BulkPublishBody>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>>))]
[JsonSerializable(typeof(MetadataBody))]
internal sealed partial class SidecarJson : JsonSerializerContext;

internal sealed record ErrorBody(string ErrorCode, string Message);

internal sealed record StateOptionsBody(string? Concurrency, string? Consistency);

/// <summary>An item of a save, or the request of a transaction's operation.</summary>
internal sealed record StateItemBody(
    string? Key, JsonElement? Value, [property: JsonPropertyName("etag")] string? ETag,
    Dictionary<string, string>? Metadata, StateOptionsBody? Options);

internal sealed record BulkStateBody(List<string>? Keys);

internal sealed record BulkStateItemBody(
    string Key, JsonElement? Data, [property: JsonPropertyName("etag")] string? ETag,
    IReadOnlyDictionary<string, string>? Metadata);

internal sealed record TransactionBody(List<OperationBody>? Operations, Dictionary<string, string>? Metadata);

internal sealed record OperationBody(string? Operation, StateItemBody? Request);

internal sealed record BulkPublishBody(
    string? EntryId, JsonElement? Event, string? ContentType, Dictionary<string, string>? Metadata);
